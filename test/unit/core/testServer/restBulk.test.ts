import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { csvRows } from "../../../../src/core/testServer/csv";
import { alpha, beta, chainProfile, Driver } from "./driver";

const columns = [{ type: "NAME" }, { type: "TYPE" }, { type: "X509" }, { type: "DESCRIPTION" }];

function importOf(driver: Driver, file: string): unknown {
  const mapping = { columns, delimiter: ",", header: true, update: true };
  return JSON.parse(driver.rest("POST", "/api/device/bulk_import", { file, mapping }).body) as unknown;
}

describe("a bulk import", () => {
  it("makes and changes devices, and says which lines failed", () => {
    const driver = new Driver();
    driver.rest("POST", "/api/deviceProfile", chainProfile);
    driver.rest("POST", "/api/device", { name: "known" });
    const rows = [
      `known,pumps,"${alpha.pem}",x`,
      `new,,${Buffer.from(beta.der).toString("base64")},`,
      "token,default,,",
      `thief,,"${alpha.pem}",`,
      "bad,,none,",
      ",,,",
    ];
    assert.deepEqual(importOf(driver, `name,type,cert,text\r\n${rows.join("\r\n")}\r\n`), {
      created: 2,
      updated: 1,
      errors: 3,
      errorsList: [
        "Line 5: Device credentials are already assigned to another device!",
        "Line 6: Invalid X.509 certificate!",
        "Line 7: Device name should be specified!",
      ],
    });
    const devices = [...driver.state.registry.devices.values()];
    assert.deepEqual(
      devices.map(({ name, credentials }) => [name, credentials.type]),
      [
        ["known", "X509_CERTIFICATE"],
        ["new", "X509_CERTIFICATE"],
        ["token", "ACCESS_TOKEN"],
      ],
    );
    assert.equal(devices[0]?.credentials.credentialsId, alpha.credentialsId);
    assert.equal(driver.state.registry.profiles.has(devices[0].profileId ?? ""), true);
  });

  it("without a file or a mapping is refused", () => {
    for (const body of [{}, { file: "a" }, { mapping: { columns } }]) {
      assert.equal(new Driver().rest("POST", "/api/device/bulk_import", body).status, 400);
    }
  });
});

describe("CSV", () => {
  const rows: [text: string, cells: readonly (readonly string[])[]][] = [
    ["", []],
    ["a,b", [["a", "b"]]],
    ["a,b\n", [["a", "b"]]],
    [
      "a,\r\n,b",
      [
        ["a", ""],
        ["", "b"],
      ],
    ],
    ['"a,""b""\nc",d', [['a,"b"\nc', "d"]]],
    ['"a', [["a"]]],
    ['a"b', [['a"b']]],
  ];
  for (const [text, cells] of rows) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(csvRows(text, ","), cells);
    });
  }
});
