import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

interface MenuRow {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Contributed {
  readonly commands: readonly { readonly command: string; readonly icon?: string }[];
  readonly menus: Readonly<Record<string, readonly MenuRow[]>>;
  readonly viewsWelcome: readonly { readonly when?: string }[];
}

const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly contributes: Contributed;
};
const { commands, menus, viewsWelcome } = contributes;
const rows = Object.values(menus).flat();

describe("the menus", () => {
  it("have rows", () => {
    assert.ok(rows.length > 80, `${rows.length}`);
  });

  it("show known commands, and an icon where there is no room for words", () => {
    const icons = new Map(commands.map(({ command, icon }) => [command, icon]));
    for (const { command, group = "" } of rows) {
      assert.ok(icons.has(command), command);
      if (/^(?:inline|navigation)/.test(group)) {
        assert.ok(icons.get(command), `${command} in ${group}`);
      }
    }
  });

  for (const [menu, places] of Object.entries(menus).filter(([name]) => name !== "commandPalette")) {
    it(`give each row of ${menu} a place of its own`, () => {
      const taken = new Map<string, string>();
      for (const { command, group = "", when = "" } of places) {
        assert.match(group, /@\d+$/, command);
        const place = `${group} ${when}`;
        assert.equal(taken.get(place), undefined, `${command} and another are at ${place}`);
        taken.set(place, command);
      }
    });
  }

  it("ask for nothing that no code says", () => {
    const files = readdirSync("src/ui", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const code = files.map((name) => readFileSync(`src/ui/${name}`, "utf8")).join("\n");
    const keys = [...rows, ...viewsWelcome].flatMap(({ when = "" }) =>
      [...when.matchAll(/(?<!== )thingsboardX509\.(\w+)/g)].map(([, name = ""]) => name),
    );
    assert.ok(keys.includes("outputPaused"));
    for (const name of new Set(keys)) {
      assert.match(code, new RegExp(`\\b${name}\\b`), name);
    }
  });
});
