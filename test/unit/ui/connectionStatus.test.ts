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
      "pump is connected to Plant\nClick for what can be done with them",
    ],
    [
      "how many are connected",
      [pump, { name: "valve", server: "Local Test Server" }],
      "$(plug) 2 devices",
      "pump is connected to Plant\nvalve is connected to Local Test Server\nClick for what can be done with them",
    ],
    [
      "how fast messages come",
      [
        { ...pump, rate: 12 },
        { name: "valve", server: "Lab", rate: 1 },
      ],
      "$(plug) 2 devices 13/s",
      "pump is connected to Plant, 12 messages a second\nvalve is connected to Lab, 1 message a second\nClick for what can be done with them",
    ],
    [
      "that a device connects again",
      [{ ...pump, reconnecting: { nextAttempt: "12:03:08" } }],
      "$(sync) pump reconnecting",
      "pump lost its connection to Plant, next attempt at 12:03:08\nClick for what can be done with them",
    ],
    [
      "how many are still connected",
      [pump, { name: "valve", server: "Lab", reconnecting: {} }],
      "$(sync) 1 of 2 devices",
      "pump is connected to Plant\nvalve lost its connection to Lab, tries now\nClick for what can be done with them",
    ],
    [
      "a device of which no report says where",
      [
        { name: "pump", rate: 1 },
        { name: "valve", reconnecting: {} },
      ],
      "$(sync) 1 of 2 devices 1/s",
      "pump is connected, 1 message a second\nvalve lost its connection, tries now\nClick for what can be done with them",
    ],
    [
      "no icon of a device's name",
      [{ name: "$(flame)", server: "Plant" }],
      "$(plug) $\u2060(flame)",
      "$(flame) is connected to Plant\nClick for what can be done with them",
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
