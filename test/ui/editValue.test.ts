import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { eventually } from "./eventually";
import { openWindow, type Window } from "./window";

/** What is shown without scrolling; the passwords stand far below, so that no picture has them. */
const subject = [
  "# The subject of both certificates",
  "DOMAIN_SUFFIX=tb.example.org",
  "SUBJECT_ALTERNATIVE_NAMES=dns:tb.local",
  "ORGANIZATIONAL_UNIT=Metering",
  "ORGANIZATION=Example",
  "CITY=Paris # to be changed",
  "STATE_OR_PROVINCE=IDF",
  "TWO_LETTER_COUNTRY_CODE=FR",
].join("\n");
const rest = [
  "SERVER_KEYSTORE_PASSWORD=ServerSecret7x",
  "SERVER_KEY_PASSWORD=ServerSecret7x",
  "SERVER_KEY_ALIAS=serveralias",
  "SERVER_FILE_PREFIX=server",
  "SERVER_KEY_ALG=EC",
  "SERVER_KEY_GROUP_NAME=secp256r1",
  'CLIENT_KEYSTORE_PASSWORD="changeit"',
  "CLIENT_KEY_PASSWORD=changeit",
  "CLIENT_KEY_ALIAS=clientalias",
  "CLIENT_FILE_PREFIX=pump",
  "CLIENT_KEY_ALG=EC",
  "CLIENT_KEY_GROUP_NAME=secp256r1",
  "",
].join("\n");
const text = `${subject}\n${"#\n".repeat(80)}${rest}`;

describe("editing values without knowing the syntax", () => {
  let window: Window;
  const properties = (): string => readFileSync(window.file("keygen.properties"), "utf8");
  const fileSays = (pattern: RegExp): Promise<string> =>
    eventually(`${String(pattern)} in the file`, () => pattern.exec(properties())?.[0]);
  const input = (): Locator => window.page.locator(".quick-input-widget input[type]").first();
  const button = (title: string): Locator =>
    window.page.locator(`.quick-input-titlebar .action-label[aria-label^="${title}"]`);
  const marked = (): Locator =>
    window.page.locator(".quick-input-list .monaco-list-row.focused .label-name").first();
  const listIsBackAt = (key: string): Promise<void> =>
    window.page
      .locator(".quick-input-widget", { hasText: "Edit Value: keygen.properties" })
      .and(window.page.locator(".quick-input-widget", { has: marked().filter({ hasText: key }) }))
      .waitFor();

  before(async () => {
    window = await openWindow({ name: "edit-value" });
    window.writeFile("keygen.properties", text);
    await window.openFile("keygen.properties");
  });

  after(() => window.close());

  it("begins above the file, with all keys, their values and what they mean", () =>
    window.step("the keys", async () => {
      await window.codeLens("Edit Value…").click();
      await window.page.locator(".quick-input-list", { hasText: "City or locality (L)" }).waitFor();
      const row = window.quickPick("CITY");
      assert.match(await row.innerText(), /CITY\s*Paris\s*City or locality \(L\) of the subject\./);
    }));

  it("takes a text as it is meant, and comes back to the list", () =>
    window.step("a city with a space and an apostrophe", async () => {
      await window.quickPick("CITY").click();
      await window.page.locator(".quick-input-title", { hasText: "Edit Value: CITY" }).waitFor();
      assert.equal(await input().inputValue(), "Paris");
      await input().fill("x".repeat(129));
      await window.inputMessage().filter({ hasText: "at most 128 are allowed" }).waitFor();
      await window.screenshot("too long a city");
      await input().fill("Cap d'Ail");
      await window.page.keyboard.press("Enter");
      await listIsBackAt("CITY");
      assert.equal(properties(), text.replace("=Paris #", `="Cap d'Ail" #`));
    }));

  it("offers countries by their names", () =>
    window.step("a country by its name", async () => {
      await window.page.locator(".quick-input-box input").fill("COUNTRY");
      await window.quickPick("TWO_LETTER_COUNTRY_CODE").click();
      await window.page.locator(".quick-input-title", { hasText: "TWO_LETTER_COUNTRY_CODE" }).waitFor();
      await window.quickPickRow(/FR\s*France · current value/).waitFor();
      await window.screenshot("countries");
      await window.page.locator(".quick-input-box input").fill("turkiye");
      await window.quickPickRow(/TR\s*Türkiye/).waitFor();
      await window.screenshot("a country without its accents");
      await window.page.keyboard.press("Enter");
      await listIsBackAt("TWO_LETTER_COUNTRY_CODE");
      assert.match(properties(), /^TWO_LETTER_COUNTRY_CODE=TR$/m);
    }));

  it("goes on to the next key with what was typed, goes back, and ends with Escape", () =>
    window.step("walked", async () => {
      await window.quickPick("ORGANIZATION").click();
      await window.page.locator(".quick-input-title", { hasText: "Edit Value: ORGANIZATION" }).waitFor();
      await input().fill("Ça & Là");
      await button("Go on to CITY").click();
      await window.page.locator(".quick-input-title", { hasText: "Edit Value: CITY" }).waitFor();
      assert.equal(await input().inputValue(), "Cap d'Ail");
      await window.screenshot("the next key");
      await button("Back").click();
      await listIsBackAt("CITY");
      await window.page.keyboard.press("Escape");
      await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      assert.match(properties(), /^ORGANIZATION="Ça & Là"$/m);
      await window.page.locator(".view-line", { hasText: `CITY="Cap d'Ail" # to be changed` }).waitFor();
      // Lenses are written with spaces that do not break.
      await window.page.locator(".codelens-decoration", { hasText: /O=Ça.&.Là/ }).waitFor();
    }));

  it("works on the file as it is when the answer is given", () =>
    window.step("the file changed meanwhile", async () => {
      await window.codeLens("Edit Value…").click();
      await window.quickPick("STATE_OR_PROVINCE").click();
      await window.page.locator(".quick-input-title", { hasText: "STATE_OR_PROVINCE" }).waitFor();
      await input().fill("Provence");
      window.writeFile("keygen.properties", `# written meanwhile\n${properties()}`);
      await window.page.locator(".view-line", { hasText: "written meanwhile" }).waitFor();
      const meanwhile = properties();
      await window.page.keyboard.press("Enter");
      await listIsBackAt("STATE_OR_PROVINCE");
      assert.equal(properties(), meanwhile.replace("=IDF", "=Provence"));
      await window.page.keyboard.press("Escape");
      await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    }));

  it("begins in the tree too, and says what is wrong with a key", () =>
    window.step("from the tree", async () => {
      await window.runCommand("View: Close All Editors");
      await window.openContainer("ThingsBoard");
      await window.contextMenu(window.deviceRow("pump"), "Edit Value…");
      await window.page.locator(".quick-input-title", { hasText: "Edit Value: keygen.properties" }).waitFor();
      await window.page.locator(".quick-input-box input").fill("CLIENT_KEY_PASS");
      const row = window.quickPick("CLIENT_KEY_PASSWORD");
      assert.match(await row.innerText(), /••••••\s*Warning: .*everybody tries first/);
    }));

  it("makes a password, which nobody sees, for keystore and key", () =>
    window.step("a password was made", async () => {
      await window.quickPick("CLIENT_KEY_PASSWORD").click();
      await window.page.locator(".quick-input-widget input[type=password]").waitFor();
      await window.inputMessage().filter({ hasText: "written to CLIENT_KEYSTORE_PASSWORD too" }).waitFor();
      assert.equal(await input().inputValue(), "");
      await window.screenshot("a password is asked for");
      await button("Show what is typed").click();
      await window.page.locator(".quick-input-box input[type=text]").waitFor();
      await button("Hide what is typed").click();
      await window.page.locator(".quick-input-widget input[type=password]").waitFor();
      await button("Generate a safe random password").click();
      const password = await eventually("24 characters", async () => {
        const typed = await input().inputValue();
        return typed.length === 24 ? typed : undefined;
      });
      await window.screenshot("a random password");
      await window.page.keyboard.press("Enter");
      await listIsBackAt("CLIENT_KEY_PASSWORD");
      await fileSays(
        new RegExp(`^CLIENT_KEYSTORE_PASSWORD="${password}"\nCLIENT_KEY_PASSWORD=${password}$`, "m"),
      );
      assert.ok(!(await window.page.locator("body").innerText()).includes(password));
      await window.page.keyboard.press("Escape");
      await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      assert.ok(!window.outputText("ThingsBoard X.509").includes(password));
    }));

  it("makes the curve go with RSA, and a size come and go", () =>
    window.step("RSA and its size", async () => {
      await window.contextMenu(window.deviceRow("pump"), "Edit Value…");
      await window.page.locator(".quick-input-title", { hasText: "Edit Value: keygen.properties" }).waitFor();
      await window.page.locator(".quick-input-box input").fill("CLIENT_KEY_ALG");
      await window.quickPick("CLIENT_KEY_ALG").click();
      await window.quickPickRow(/RSA.*Also empties CLIENT_KEY_GROUP_NAME/s).waitFor();
      await window.screenshot("an algorithm");
      await window.quickPickRow(/^RSA/).click();
      await listIsBackAt("CLIENT_KEY_ALG");
      assert.match(properties(), /^CLIENT_KEY_ALG=RSA\nCLIENT_KEY_GROUP_NAME=""$/m);
      await window.page.locator(".quick-input-box input").fill("CLIENT_KEY_SIZE");
      await window.quickPick("CLIENT_KEY_SIZE").click();
      await window.quickPickRow(/^3072/).click();
      await listIsBackAt("CLIENT_KEY_SIZE");
      assert.match(properties(), /\nCLIENT_KEY_SIZE=3072\n$/);
      await window.quickPick("CLIENT_KEY_SIZE").click();
      await window.quickPickRow(/Remove from the file/).click();
      await listIsBackAt("CLIENT_KEY_SIZE");
      assert.match(properties(), /CLIENT_KEY_GROUP_NAME=""\n$/);
      await window.page.keyboard.press("Escape");
    }));
});
