import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isTranslated } from "../../support/pseudoLanguage";
import { diagnosisTable, type DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { diagnosisEntries, diagnosisWords } from "../../../src/ui/words/diagnoses";
import { explainFindingEntries } from "../../../src/ui/words/explainFindings";
import { failureWords } from "../../../src/ui/words/failures";
import { generateCommands, renewCommands } from "../../../src/ui/words/sides";
import { manifest } from "../../support/settingsDoc";

const subject = {
  server: { name: "Plant", mqttUrl: "mqtts://tb.example.org:8883" },
  properties: "/w/pump/keygen.properties",
};
const commands = new Set(manifest().contributes.commands.map(({ command }) => command));
const ofVsCode = /^(workbench|vscode|setContext|thingsboardX509\.(devices|servers)\.focus$)/;
const codes = Object.keys(diagnosisTable) as DiagnosisCode[];

/** The texts that were not looked up. */
const english = (texts: readonly string[]): readonly string[] => texts.filter((text) => !isTranslated(text));

describe("in a language that marks each sentence", () => {
  for (const code of codes) {
    it(`${code} is told in it, and its buttons run commands that there are`, () => {
      const { meaning, cure: usualCure } = diagnosisEntries[code];
      const { title, detail, cure, actions } = diagnosisWords({ code, facts: {} }, subject);
      assert.deepEqual(
        english([meaning, usualCure, title, cure, ...actions.map((action) => action.title)]),
        [],
      );
      assert.match(detail, /⟦.*⟧/s);
      assert.deepEqual(
        actions.map(({ command }) => command).filter((id) => !commands.has(id) && !ofVsCode.test(id)),
        [],
      );
    });
  }

  it("each finding about a certificate is told in it", () => {
    const texts = Object.values(explainFindingEntries).flatMap(({ title, meaning, cure }) => [
      title,
      meaning,
      cure,
    ]);
    assert.deepEqual(english(texts), []);
  });

  it("what makes a certificate anew is the same command", () => {
    const ids = [
      ...Object.values(generateCommands).map(({ command }) => command),
      ...Object.values(renewCommands),
    ];
    assert.deepEqual(
      ids.filter((id) => !commands.has(id)),
      [],
    );
    const { actions = [] } = failureWords(
      { code: "server-cert-unreadable", path: "/w/server.pub.pem" },
      "/w/keygen.properties",
    );
    assert.ok(actions.some(({ command }) => command === "thingsboardX509.generateServerCert"));
  });
});
