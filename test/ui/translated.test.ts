import { after, before, describe, it } from "node:test";
import { soundTextWith } from "../support/profiles";
import { openWindow, type Window } from "./window";

/** What a person reads in each language: a button of the empty view, a lens, a finding, the diagnosis of a failed test. */
const languages = {
  de: {
    newDevice: "Neues Gerät…",
    test: "Verbindung testen",
    generate: "Client-Zertifikat erzeugen",
    finding: /Ländercode in Großbuchstaben/,
    failed: /Zertifikat/,
  },
  "zh-cn": {
    newDevice: "新建设备…",
    test: "测试连接",
    generate: "生成客户端证书",
    finding: /大写/,
    failed: /证书/,
  },
} as const;

for (const [language, texts] of Object.entries(languages)) {
  describe(`a window in ${language}`, () => {
    let window: Window;

    before(async () => {
      window = await openWindow({ name: `translated-${language}`, language });
    });

    after(() => window.close());

    it("greets where there is no device", () =>
      window.step("welcome", async () => {
        await window.openContainer("ThingsBoard");
        await window.welcomeButton(texts.newDevice).waitFor();
      }));

    it("tells what is wrong with a file, and what can be done", () =>
      window.step("file", async () => {
        window.writeFile("keygen.properties", soundTextWith("TWO_LETTER_COUNTRY_CODE=us"));
        await window.openFile("keygen.properties");
        await window.codeLens(texts.generate).waitFor();
        const problems = await window.problems();
        const found = problems.some((text) => texts.finding.test(text));
        if (!found) {
          throw new Error(problems.join("\n"));
        }
      }));

    it("diagnoses a test, with its cure as a button that works", () =>
      window.step("diagnosis", async () => {
        await window.runCommand(`ThingsBoard: ${texts.test}`);
        const toast = window.page.locator(".notification-toast", { hasText: texts.failed });
        await toast.waitFor();
        await toast.locator(".monaco-button", { hasText: texts.generate }).click();
        await window.waitForFile("client.nopass.pem");
      }));
  });
}
