import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";

const sources = readdirSync("src", { recursive: true })
  .map((name) => ["src", ...String(name).split(path.sep)].join("/"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => [name, readFileSync(name, "utf8")] as const);

/** Files of the source in which a pattern is found. */
function filesWith(pattern: RegExp): readonly string[] {
  return sources.filter(([, text]) => pattern.test(text)).map(([name]) => name);
}

describe("Markdown that VS Code shows for us", () => {
  it("is never trusted with commands, nor with HTML", () => {
    assert.ok(filesWith(/new vscode\.MarkdownString\(/).length >= 2);
    assert.deepEqual(filesWith(/\bsupportHtml\b|\.isTrusted\s*=[^=]|isTrusted:\s*(?:true|\{)/), []);
    // The second argument is for icons; with it, `$(name)` in the text of others would be one.
    assert.deepEqual(filesWith(/new vscode\.MarkdownString\([^()]*,\s*true\)/), []);
  });
});

describe("a page of ours", () => {
  it("is made in one place, with one policy", () => {
    assert.deepEqual(filesWith(/Content-Security-Policy/), ["src/ui/certificateView/document.ts"]);
    assert.deepEqual(filesWith(/unsafe-inline|unsafe-eval/), []);
    assert.deepEqual(filesWith(/webview\.options = /), filesWith(/localResourceRoots: \[media\]/));
  });

  it("has no script that makes HTML of a text", () => {
    for (const name of readdirSync("media").filter((file) => file.endsWith(".js"))) {
      const text = readFileSync(path.join("media", name), "utf8");
      assert.doesNotMatch(
        text,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
      );
    }
  });
});
