import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPropertiesName, optionsArgument, pathArgument } from "../../../src/ui/callArguments";

describe("an argument that means a file", () => {
  const rows: readonly [what: string, value: unknown, expected: unknown][] = [
    ["nothing", undefined, { kind: "none" }],
    ["null, which a keybinding passes", null, { kind: "none" }],
    ["an absolute path", "/tb/keygen.properties", { kind: "path", path: "/tb/keygen.properties" }],
    ["a path of Windows", "C:\\tb\\k", { kind: "path", path: "C:\\tb\\k" }],
    ["a path of a share", "\\\\host\\tb\\k", { kind: "path", path: "\\\\host\\tb\\k" }],
    ["a relative path", "tb/keygen.properties", { kind: "invalid" }],
    ["an empty text", "", { kind: "invalid" }],
    ["a path with a NUL", "/tb/\0", { kind: "invalid" }],
    ["a Uri of a file", { scheme: "file", path: "/tb/k", fsPath: "/tb/k" }, { kind: "path", path: "/tb/k" }],
    [
      "a Uri of an unsaved editor",
      { scheme: "untitled", path: "tb/Untitled-1", fsPath: "Untitled-1" },
      { kind: "not-on-disk", name: "Untitled-1" },
    ],
    ["a node of Devices", { propertiesPath: "/tb/k", label: "k" }, { kind: "path", path: "/tb/k" }],
    ["a node of something else", { label: "Servers" }, { kind: "invalid" }],
    ["a node with a wrong path", { propertiesPath: 5 }, { kind: "invalid" }],
    ["a number", 5, { kind: "invalid" }],
  ];
  for (const [what, value, expected] of rows) {
    it(`may be ${what}: ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(pathArgument(value), expected);
    });
  }
});

describe("an argument that holds options", () => {
  const rows: readonly [what: string, value: unknown, overwrite: unknown][] = [
    ["an object", { overwrite: true }, true],
    ["nothing", undefined, undefined],
    ["the list of selected files, which a menu passes", [{ overwrite: true }], undefined],
    ["a text", "overwrite", undefined],
  ];
  for (const [what, value, overwrite] of rows) {
    it(`may be ${what}`, () => {
      assert.equal(optionsArgument(value)["overwrite"], overwrite);
    });
  }
});

describe("a properties file is known by its name:", () => {
  const rows: readonly [name: string, isOne: boolean][] = [
    ["keygen.properties", true],
    ["thermometer.keygen.properties", true],
    ["mykeygen.properties", false],
    ["keygen.properties.bak", false],
  ];
  for (const [name, isOne] of rows) {
    it(name, () => {
      assert.equal(isPropertiesName(name), isOne);
    });
  }
});
