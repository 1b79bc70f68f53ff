import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import { cString, javaString, pythonString, shellWord } from "../../src/core/clientCode/quote";
import { runTool } from "./bundleRig";

const seed = 20_260_101;

/** No NUL, which neither an argument nor a C string can hold. */
const texts: readonly string[] = [
  "",
  `it's "a" $HOME \`id\` $(id) \\ \\n %s ??/ \n\n`,
  "\r\u001b[201~\u202E\u{E0041}😀",
  ...fc.sample(
    fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.replaceAll("\0", "")),
    { seed, numRuns: 150 },
  ),
  ...fc.sample(
    fc.string({
      unit: fc.constantFrom("'", '"', "\\", "$", "`", "\n", "\r", "?", "/", "u", "0", " ", "\u202e", "%"),
      maxLength: 12,
    }),
    {
      seed,
      numRuns: 150,
    },
  ),
];

describe("its own parser reads every text again from the literal of", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-quotes-"));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const put = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const lines = (line: (text: string) => string): string => texts.map((text) => `${line(text)}\n`).join("");
  const output = path.join(folder, "output");

  /** Each program writes all texts to `output`, each with NUL behind it. */
  const isReadBy = async (name: string, ...args: readonly string[]): Promise<void> => {
    const { status, output: said } = await runTool(name, args);
    assert.deepEqual([status, said], [0, ""]);
    assert.deepEqual(readFileSync(output, "utf8").split("\0").slice(0, -1), texts);
  };

  for (const name of ["sh", "bash"]) {
    it(name, () =>
      isReadBy(
        name,
        put("words.sh", `exec > ${output}\n${lines((text) => `printf '%s\\000' ${shellWord(text)}`)}`),
      ),
    );
  }

  it("Python", () =>
    isReadBy(
      "python3",
      put(
        "texts.py",
        `out = open(${pythonString(output)}, "w", encoding="utf-8", newline="")\n${lines((text) => `out.write(${pythonString(text)} + "\\0")`)}`,
      ),
    ));

  it("C", async () => {
    const writes = lines((text) => `  fputs(${cString(text)}, out), fputc(0, out);`);
    const source = put(
      "texts.c",
      `#include <stdio.h>\nint main(void) {\n  FILE *out = fopen(${cString(output)}, "w");\n${writes}  return fclose(out);\n}\n`,
    );
    // C99 still has trigraphs.
    const { status, output: said } = await runTool("gcc", ["-std=c99", source, "-o", `${source}.out`]);
    assert.deepEqual([status, said], [0, ""]);
    await isReadBy("sh", "-c", `${source}.out && cat`);
  });

  it("Java", () => {
    const writes = lines((text) => `      out.write(${javaString(text)} + "\\0");`);
    return isReadBy(
      "java",
      put(
        "Texts.java",
        `class Texts {\n  public static void main(String[] a) throws Exception {\n    try (var out = java.nio.file.Files.newBufferedWriter(java.nio.file.Path.of(${javaString(output)}))) {\n${writes}    }\n  }\n}\n`,
      ),
    );
  });
});
