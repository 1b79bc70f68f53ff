import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { unlinked } from "../../../src/ui/words/unlinked";

const sources = readdirSync("src", { recursive: true })
  .map((name) => ["src", ...String(name).split(path.sep)].join("/"))
  .filter((name) => name.endsWith(".ts"))
  .sort()
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

describe("notifications, progress and the messages of input boxes", () => {
  it("hold no link, whatever others wrote into them", () => {
    assert.equal(
      unlinked('[Fix](command:workbench.action.terminal.new) [x]([y](https://x.y "z"))'),
      '[Fix] (command:workbench.action.terminal.new) [x] ([y] (https://x.y "z"))',
    );
  });

  it("are shown so wherever they are shown: dialogs alone take a text as it is", () => {
    const calls = sources.flatMap(([name, text]) =>
      [...text.matchAll(/(?:window\.show(?:Error|Warning|Information)Message\(|\bshow\(kind\)\()/g)].map(
        ({ index }) => [name, text.slice(index, index + 400)] as const,
      ),
    );
    assert.ok(calls.length > 15, `${calls.length} calls`);
    const isSafe = /^[\w.()]*?\(\s*unlinked\(|^[^;]*?\bmodal: true/;
    // Two sentences without any facts.
    const fixed = ["src/ui/copyReport.ts"];
    assert.deepEqual(
      calls.filter(([name, text]) => !isSafe.test(text) && !fixed.includes(name)).map(([name]) => name),
      [],
    );
    assert.deepEqual(filesWith(/window\.withProgress\(/), ["src/ui/progress.ts", "src/ui/validate.ts"]);
    assert.deepEqual(filesWith(/\.report\(\{ message \}\)/), []);
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

  it("moves nothing by itself, so that who asked for less motion has none to be spared", () => {
    const pages = readdirSync("media").filter((file) => /\.(?:css|js)$/.test(file));
    assert.ok(pages.length >= 4);
    for (const name of pages) {
      const text = readFileSync(path.join("media", name), "utf8");
      const moving =
        /\banimation|\btransition|@keyframes|requestAnimationFrame|\.animate\(|behavior: *"?smooth/;
      assert.doesNotMatch(text, moving, name);
    }
  });
});
