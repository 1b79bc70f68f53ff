import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { devicesNotFoundWords, newDeviceText, sampleCopiedText } from "../../../../src/ui/words/firstRun";

interface Contributions {
  readonly commands: readonly { readonly command: string }[];
  readonly viewsWelcome: readonly { readonly contents: string }[];
  readonly walkthroughs: readonly {
    readonly steps: readonly {
      readonly id: string;
      readonly description: string;
      readonly media: { readonly svg: string; readonly altText: string };
      readonly completionEvents: readonly string[];
    }[];
  }[];
}

/** The manifest's texts stand in a file of their own where they are translated. */
function textsFilledIn(manifest: string): string {
  if (!existsSync("package.nls.json")) {
    return manifest;
  }
  const texts = JSON.parse(readFileSync("package.nls.json", "utf8")) as Readonly<Record<string, unknown>>;
  return manifest.replace(/"%([^"%]+)%"/g, (_, key: string) => JSON.stringify(texts[key]));
}

const { contributes } = JSON.parse(textsFilledIn(readFileSync("package.json", "utf8"))) as {
  readonly contributes: Contributions;
};
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

/** Commands of ours that a text links to. */
function linked(text: string): readonly string[] {
  return [...text.matchAll(/\(command:(thingsboardX509\.\w+)\)/g)].map(([, command]) => command ?? "");
}

describe("the walkthrough", () => {
  it("has five steps", () => {
    assert.equal(steps.length, 5);
  });

  for (const { id, description, media, completionEvents } of steps) {
    it(`${id}: offers what completes it, with a picture in the colours of the theme`, () => {
      assert.ok(linked(description).length > 0 && completionEvents.length > 0 && media.altText !== "");
      assert.ok(existsSync(media.svg));
      const svg = readFileSync(media.svg, "utf8");
      // The page that shows it allows no style of its own.
      assert.doesNotMatch(svg, /<style|style=|<script|href/);
      assert.doesNotMatch(svg, /(?:fill|stroke)="(?:#|rgb)/);
    });
  }

  it("and the empty views link to commands that there are", () => {
    const known = new Set(contributes.commands.map(({ command }) => command));
    const texts = [
      ...steps.map(({ description }) => description),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
    ];
    assert.deepEqual(
      texts.flatMap(linked).filter((command) => !known.has(command)),
      [],
    );
  });
});

describe("the words of the first minutes", () => {
  it("say where a new device is, and what comes next", () => {
    assert.match(newDeviceText("keygen.properties", true), /^keygen\.properties is ready\. Next: connect/);
    assert.match(newDeviceText("keygen.properties", false), /outside the workspace/);
    assert.match(sampleCopiedText("/home/ada/sample"), /^The sample is in \/home\/ada\/sample, /);
  });

  it("offer a way on where the devices could not be looked for", () => {
    assert.deepEqual(
      devicesNotFoundWords().actions?.map(({ command }) => command),
      ["thingsboardX509.lookForDevices", "thingsboardX509.showLog"],
    );
  });
});
