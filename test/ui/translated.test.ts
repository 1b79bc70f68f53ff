import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

type Texts = Readonly<Record<string, string>>;

const read = (name: string): Texts => JSON.parse(readFileSync(name, "utf8")) as Texts;

/** What a person reads in each language, from the empty view to the questions about a fleet. */
const languages = {
  de: {
    finding: /Ländercode in Großbuchstaben/,
    failed: /Zertifikat/,
    connected: "Was es empfängt, wird in der Ausgabe ThingsBoard Devices angezeigt.",
    passed: /^bestanden · \d\d:\d\d · Local Test Server$/,
    notSignedIn: "Niemand ist bei Local Test Server angemeldet.",
    signedIn: "Sie sind bei Local Test Server als tenant@thingsboard.org angemeldet.",
    inSync: "hat dieses Zertifikat schon: Nichts wurde geändert.",
    rotate: "wenn etwas fehlschlägt, wird alles zurückgesetzt.",
    rotateNow: "Austauschen",
    rotated: "hat einen neuen Schlüssel und ein neues Zertifikat",
    valid: /^gültig, 3\.649 d$/,
    known: /^nicht verbunden$/,
    ownKey: /Jedes mit seinem eigenen Schlüssel/,
    row: /Ein Gerät für jede Zeile von m\.csv/,
  },
  "zh-cn": {
    finding: /大写/,
    failed: /证书/,
    connected: "它接收的内容显示在输出通道 ThingsBoard Devices 中。",
    passed: /^已通过 · \d\d:\d\d · Local Test Server$/,
    notSignedIn: "没有登录到 Local Test Server。",
    signedIn: "你已作为 tenant@thingsboard.org 登录到 Local Test Server。",
    inSync: "已经使用此证书：没有更改任何内容。",
    rotate: "如果有任何一步失败，一切都会恢复原状。",
    rotateNow: "轮换",
    rotated: "有了新的密钥和证书",
    valid: /^有效，3,649 天$/,
    known: /^未连接$/,
    ownKey: /各用自己的密钥/,
    row: /为 m\.csv 的每一行创建一台设备/,
  },
} as const;

/** A device whose name is no word in any language, with something to find. */
const lines = "DOMAIN_SUFFIX=pump\nCLIENT_FILE_PREFIX=pump\nTWO_LETTER_COUNTRY_CODE=us";

/** Where our own texts stand: the rest is VS Code's, which has no language pack here. */
const ourPlaces = [
  ".part.sidebar .label-name",
  ".part.sidebar .label-description",
  ".part.sidebar .monaco-button",
  ".notification-toast .notification-list-item-message",
  ".notification-toast .monaco-button",
  ".monaco-dialog-box .dialog-message-text",
  ".quick-input-widget .quick-input-title",
  ".quick-input-widget .label-name",
  ".codelens-decoration a",
].join(", ");

for (const [language, texts] of Object.entries(languages)) {
  const manifest = read(`package.nls.${language}.json`);
  const bundle = read(`l10n/bundle.l10n.${language}.json`);
  /** The title of a command, in this language. */
  const title = (command: string): string => manifest[`commands.${command}.title`] ?? command;
  /** English texts that this language says otherwise. */
  const english = new Set(Object.keys(bundle).filter((key) => bundle[key] !== key));

  describe(`a window in ${language}`, () => {
    let window: Window;

    before(async () => {
      window = await openWindow({ name: `translated-${language}`, language });
    });

    after(() => window.close());

    /** Does a step, and looks for what is English there still. */
    const step = (name: string, action: () => Promise<void>): Promise<void> =>
      window.step(name, async () => {
        await action();
        const seen = await window.page.locator(ourPlaces).allTextContents();
        assert.deepEqual(
          seen.map((text) => text.replaceAll("\u00a0", " ").trim()).filter((text) => english.has(text)),
          [],
        );
      });
    const run = (command: string): Promise<void> => window.runCommand(`ThingsBoard: ${title(command)}`);

    it("greets where there is no device", () =>
      step("welcome", async () => {
        await window.openContainer("ThingsBoard");
        await window.welcomeButton(title("newDevice")).waitFor();
      }));

    it("tells what is wrong with a file, and what can be done", () =>
      step("file", async () => {
        window.writeFile("keygen.properties", soundTextWith(lines));
        window.writeFile("m.csv", "name,city\nm-1,Paris\nm-2,Paris\n");
        await window.openFile("keygen.properties");
        await window.codeLens(title("generateClientCert")).waitFor();
        const problems = await window.problems();
        assert.ok(
          problems.some((text) => texts.finding.test(text)),
          problems.join("\n"),
        );
      }));

    it("diagnoses a test, with its cure as a button that works", () =>
      step("diagnosis", async () => {
        await run("testConnection");
        const toast = window.page.locator(".notification-toast", { hasText: texts.failed });
        await toast.waitFor();
        await toast.locator(".monaco-button", { hasText: title("generateClientCert") }).click();
        await window.waitForFile("pump.nopass.pem");
      }));

    it("reports a test below the device, and shows it at the test server", () =>
      step("report", async () => {
        await window.dismissNotifications();
        await run("connectToTestServer");
        await window.notification(texts.connected).waitFor();
        await window.toggleRow(window.treeRow("pump").first());
        await window.page.locator(".part.sidebar .label-description", { hasText: texts.passed }).waitFor();
      }));

    it("says why a certificate is not rotated, goes on once somebody is signed in, and provisions", () =>
      step("signed in", async () => {
        await window.dismissNotifications();
        await run("rotateClientCert");
        await window.pressInNotification(texts.notSignedIn, title("signIn"));
        await window.notification(texts.signedIn).waitFor();
        // What was asked for goes on.
        await window.page.locator(".monaco-dialog-box", { hasText: texts.rotate }).waitFor();
        await window.page.keyboard.press("Escape");
        await window.page.locator(".monaco-dialog-box").waitFor({ state: "hidden" });
        await run("provisionDevice");
        await window.notification(texts.inSync).waitFor();
      }));

    it("asks before a certificate is rotated, and tells that it was", () =>
      step("rotated", async () => {
        await window.dismissNotifications();
        await run("rotateClientCert");
        await window.page.locator(".monaco-dialog-box", { hasText: texts.rotate }).waitFor();
        await window.screenshot("question");
        await window.pressInDialog(texts.rotateNow);
        await window.notification(texts.rotated).waitFor();
        await window.rowSaying("pump", texts.valid).waitFor();
        await window.rowSaying("pump", texts.known).waitFor();
      }));

    it("asks what a fleet is made of", () =>
      step("fleet", async () => {
        await window.dismissNotifications();
        await window.openContainer("Explorer");
        const csv = window.treeRow("m.csv");
        await window.refreshExplorer(csv);
        await window.contextMenu(csv, title("generateFleet"));
        await window.quickPick("pump").click();
        await window.quickPickRow(texts.ownKey).click();
        await window.quickPickRow(texts.row).waitFor();
      }));
  });
}
