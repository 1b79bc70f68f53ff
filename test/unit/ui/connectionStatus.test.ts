import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectionStatusOf, type ConnectedDevice } from "../../../src/ui/words/connectionStatus";

describe("the status bar shows", () => {
  const pump = { name: "pump", server: "Plant" };
  const rows: readonly (readonly [
    string,
    readonly ConnectedDevice[],
    string | undefined,
    string | undefined,
  ])[] = [
    ["nothing without a connection", [], undefined, undefined],
    [
      "the device that is connected",
      [pump],
      "$(plug) pump",
      "pump is connected to Plant\nClick to show what comes in",
    ],
    [
      "how many are connected",
      [pump, { name: "valve", server: "Local Test Server" }],
      "$(plug) 2 devices",
      "pump is connected to Plant\nvalve is connected to Local Test Server\nClick to show what comes in",
    ],
    [
      "no icon of a device's name",
      [{ name: "$(flame)", server: "Plant" }],
      "$(plug) $ (flame)",
      "$(flame) is connected to Plant\nClick to show what comes in",
    ],
  ];
  for (const [what, devices, text, tooltip] of rows) {
    it(what, () => {
      const status = connectionStatusOf(devices);
      assert.equal(status?.text, text);
      assert.equal(status?.tooltip, tooltip);
    });
  }
});
