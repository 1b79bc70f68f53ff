import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

/** Themes that come with VS Code, as a person chooses them. */
const themes = [
  { name: "dark", theme: "Default Dark Modern" },
  { name: "light", theme: "Default Light Modern" },
  { name: "high-contrast", theme: "Default High Contrast" },
] as const;

/** Comments, quotes, an expansion, a mistake with a fix and what is refused, all within one screen. */
const lines = [
  "# The plant's pump",
  "TOWN='San José'",
  'DOMAIN_SUFFIX="$(hostname)"',
  "CITY=San Francisco",
  'ORGANIZATION="Pumps of $TOWN"',
  "TWO_LETTER_COUNTRY_CODE=us # upper case",
  "CLIENT_KEY_ALG=",
].join("\n");

for (const { name, theme } of themes) {
  describe(`the editor of a properties file in the theme ${theme}`, () => {
    let window: Window;
    const line = (text: string): Locator => window.page.locator(".view-line", { hasText: text }).first();
    const squiggle = (): Locator => window.page.locator(".cdr.squiggly-error").first();

    before(async () => {
      window = await openWindow({
        name: `language-${name}`,
        settings: { "workbench.colorTheme": theme, "window.autoDetectColorScheme": false },
      });
      window.writeFile("keygen.properties", soundTextWith(lines));
      await window.openFile("keygen.properties");
    });

    after(() => window.close());

    it("shows mistakes with squiggles, and what can be done above", () =>
      window.step("squiggles", async () => {
        await window.codeLens("Generate Client Cert").waitFor();
        await squiggle().waitFor();
        await window.page.locator(".cdr.squiggly-warning").first().waitFor();
      }));

    it("tells what a key means beside the pointer, and what is wrong with it", () =>
      window.step("hover", async () => {
        await line("ORGANIZATION=").locator("span", { hasText: "ORGANIZATION" }).last().hover();
        const hover = window.page.locator(".monaco-hover", { hasText: "Organization (O) of the subject." });
        await hover.filter({ hasText: "Pumps of San José" }).waitFor();
      }));

    it("tells what an expansion becomes", () =>
      window.step("hover over an expansion", async () => {
        await line("ORGANIZATION=")
          .locator("span", { hasText: /^TOWN$/ })
          .last()
          .hover();
        await window.page.locator(".monaco-hover", { hasText: "Set in line 2." }).waitFor();
      }));

    it("quotes a value by one key, and the squiggle goes", () =>
      window.step("a fix", async () => {
        await window.goToLine(4, 8);
        await window.applyQuickFix("Put quotes around CITY");
        await line('CITY="San').waitFor();
      }));

    it("offers the values that a key can have", () =>
      window.step("completion", async () => {
        await window.goToLine(7, "CLIENT_KEY_ALG=".length + 1);
        await window.page.keyboard.press("Control+Space");
        const row = window.page.locator(".suggest-widget .monaco-list-row", { hasText: "as SERVER_KEY_ALG" });
        await row.waitFor();
        await window.screenshot("values");
        await window.page.keyboard.press("Enter");
        await line("CLIENT_KEY_ALG=EC").waitFor();
      }));

    it("offers this machine's name as it is written, not as an icon", () =>
      window.step("machine's name", async () => {
        await window.goToLine(3, 'DOMAIN_SUFFIX="'.length + 1);
        await window.page.keyboard.press("Control+Space");
        await window.page.locator(".suggest-widget .label-name", { hasText: "(hostname)" }).waitFor();
        await window.page.keyboard.press("Escape");
      }));

    it("offers countries by their names", () =>
      window.step("a country by its name", async () => {
        await window.goToLine(6, "TWO_LETTER_COUNTRY_CODE=".length + 1);
        await window.page.keyboard.press("Delete");
        await window.page.keyboard.press("Delete");
        await window.page.keyboard.type("Switz");
        const row = window.page.locator(".suggest-widget .monaco-list-row", { hasText: "Switzerland" });
        await row.first().waitFor();
        await window.screenshot("countries");
        await window.page.keyboard.press("Enter");
        await line("TWO_LETTER_COUNTRY_CODE=CH").waitFor();
      }));

    it("shows who the certificates speak for, once nothing is wrong", () =>
      window.step("the identity", async () => {
        await window.page.keyboard.press("Escape");
        // Lenses are written with spaces that do not break.
        const identity = window.page.locator(".codelens-decoration", { hasText: /O=Pumps.of.San.José/ });
        await identity.waitFor();
        await squiggle().waitFor({ state: "detached" });
        // The file on disk still has its problem; the line above tells of what the editor shows.
        await window.page.locator(".codelens-decoration", { hasText: /no.certificate/ }).waitFor();
      }));
  });
}
