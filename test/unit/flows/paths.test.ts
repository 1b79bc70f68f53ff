import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folderOf, join, nameOf } from "../../../src/flows/paths";

describe("a path has a folder and a name, by the rules of its own system:", () => {
  const rows: readonly [path: string, folder: string, name: string][] = [
    ["/home/ada/keygen.properties", "/home/ada", "keygen.properties"],
    ["/keygen.properties", "/", "keygen.properties"],
    ["/home/a\\b", "/home", "a\\b"],
    ["C:\\tb\\keygen.properties", "C:\\tb", "keygen.properties"],
    ["C:/tb/keygen.properties", "C:/tb", "keygen.properties"],
    ["C:\\keygen.properties", "C:\\", "keygen.properties"],
    ["\\\\host\\share\\tb\\keygen.properties", "\\\\host\\share\\tb", "keygen.properties"],
  ];
  for (const [path, folder, name] of rows) {
    it(path, () => {
      assert.deepEqual([folderOf(path), nameOf(path)], [folder, name]);
    });
  }
});

describe("a name is put behind a folder:", () => {
  const rows: readonly [folder: string, name: string, path: string][] = [
    ["/home/ada", "client.jks", "/home/ada/client.jks"],
    ["/", "client.jks", "/client.jks"],
    ["/home/ada/", "client.jks", "/home/ada/client.jks"],
    ["C:\\tb", "client.jks", "C:\\tb\\client.jks"],
    ["C:\\", "client.jks", "C:\\client.jks"],
    ["\\\\host\\share", "client.jks", "\\\\host\\share\\client.jks"],
  ];
  for (const [folder, name, path] of rows) {
    it(path, () => {
      assert.equal(join(folder, name), path);
    });
  }
});
