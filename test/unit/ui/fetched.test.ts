import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { leafIn } from "../../../src/core/keystore/leaf";
import type { FetchedServerCertificate } from "../../../src/flows/fetchServerCertificate";
import {
  fetchQuestion,
  fingerprintDiffers,
  notFetchedWords,
  sameWords,
  savedWords,
} from "../../../src/ui/words/fetched";

function leaf(name: string): NonNullable<ReturnType<typeof leafIn>> {
  const found = leafIn(readFileSync(`test/fixtures/testServer/${name}.pem`, "utf8"));
  assert.ok(found);
  return found;
}

const alpha = leaf("alpha");
const beta = leaf("beta");
const server = { name: "Plant", mqttUrl: "mqtts://alpha:8883" };
const properties = "/f/keygen.properties";
const subject = { server, properties };
const path = "/f/mqttserver.pub.pem";

const absent: FetchedServerCertificate = {
  server,
  chain: [alpha.certificate],
  leafDer: alpha.der,
  known: [],
  target: { path, state: "absent" },
};
const other: FetchedServerCertificate = {
  ...absent,
  known: [{ source: "file", path, certificates: [beta.certificate] }],
  target: { path, state: "other" },
};

describe("whether a server's certificate is to be trusted is asked", () => {
  it("with its fingerprint and how to be sure", () => {
    const { message, detail, button } = fetchQuestion(absent, subject);
    assert.equal(message, "Trust the certificate that Plant shows?");
    assert.equal(button, "Save as mqttserver.pub.pem");
    assert.ok(detail.startsWith(`Plant shows:\nCN=alpha\nSHA-256 ${alpha.certificate.fingerprint256}\n`));
    assert.match(detail, /signed by itself, valid \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/);
    assert.match(detail, /by another way than this network/);
  });

  it("beside what the REST API offers, where that is known", () => {
    const same = fetchQuestion({ ...absent, downloaded: [alpha.certificate] }, subject).detail;
    assert.match(same, /The REST API of Plant.* offers the same certificate/);
    const different = fetchQuestion({ ...absent, downloaded: [beta.certificate] }, subject).detail;
    assert.match(different, /offers ANOTHER for download/);
    assert.ok(different.includes(`SHA-256 ${beta.certificate.fingerprint256}`));
    assert.doesNotMatch(fetchQuestion(absent, subject).detail, /REST/);
  });

  it("loudly where it would replace another, with both fingerprints", () => {
    const { message, detail, button } = fetchQuestion(other, subject);
    assert.match(message, /^Plant shows ANOTHER certificate than mqttserver\.pub\.pem has\. Replace/);
    assert.equal(button, "Replace mqttserver.pub.pem");
    assert.ok(
      detail.indexOf(alpha.certificate.fingerprint256) < detail.indexOf(beta.certificate.fingerprint256),
    );
    assert.match(detail, /mqttserver\.pub\.pem has another:\nCN=beta\n/);
    assert.match(detail, /kept in backup/);
  });

  it("with what trust does not cure, and with the file that decides instead", () => {
    const refusal = {
      code: "server-cert-host-mismatch",
      facts: { names: "alpha", host: "10.0.0.5" },
    } as const;
    const { detail } = fetchQuestion({ ...absent, refusal, decidingFile: "/etc/ca.pem" }, subject);
    assert.match(
      detail,
      /refuse it even when it is trusted\. The certificate is for alpha, you connect to 10\.0\.0\.5\./,
    );
    assert.match(detail, /Plant has a caFile, ca\.pem, which decides alone/);
  });

  it("without a button where there is no device to save it for", () => {
    const { server: shown, chain, leafDer, known } = absent;
    assert.equal(fetchQuestion({ server: shown, chain, leafDer, known }, subject).button, undefined);
  });

  it("with no line or link that the server's names could forge", () => {
    const forged = { ...alpha.certificate, subjectText: "CN=a\nSHA-256 00:00 [x](command:y)" };
    const { detail } = fetchQuestion({ ...absent, chain: [forged] }, subject);
    assert.doesNotMatch(detail, /^SHA-256 00:00/m);
    assert.doesNotMatch(detail, /\]\(/);
  });
});

describe("what came of it is told", () => {
  it("when it is new", () => {
    const { kind, message, actions } = savedWords(absent, { path }, subject);
    assert.equal(
      `${kind}: ${message}`,
      "information: mqttserver.pub.pem is saved: it holds the certificate of Plant.",
    );
    assert.deepEqual(actions[0], {
      title: "Test Connection",
      command: "thingsboardX509.testConnection",
      args: [properties, { server: "Plant" }],
    });
  });

  it("loudly when it replaced another", () => {
    const backup = "/f/backup/mqttserver.pub-20260102T030405Z/mqttserver.pub.pem";
    const { kind, message } = savedWords(other, { path, backup }, subject);
    assert.equal(
      `${kind}: ${message}`,
      "warning: mqttserver.pub.pem was REPLACED: it holds another certificate now, that of Plant. The old one is kept in backup/mqttserver.pub-20260102T030405Z/mqttserver.pub.pem.",
    );
  });

  it("when another file decides", () => {
    const { actions, message } = savedWords({ ...absent, decidingFile: "/etc/ca.pem" }, { path }, subject);
    assert.match(message, /counts only when caFile is taken out/);
    assert.equal(actions[0]?.title, "Open Server Settings");
  });

  it("when there was nothing to save", () => {
    assert.match(sameWords(other).message, /mqttserver\.pub\.pem has already: nothing is to be saved\.$/);
  });

  it("when it is not the one that was confirmed", () => {
    const { code, message, details } = fingerprintDiffers(absent, "AA");
    assert.equal(code, "fingerprint-differs");
    assert.ok(message.includes(alpha.certificate.fingerprint256));
    assert.equal((details as { accept: string }).accept, "AA");
  });

  it("when the server cannot be asked: the diagnosis, and a button that asks again", () => {
    const {
      code,
      message,
      actions = [],
    } = notFetchedWords({ code: "dns-not-found", facts: { host: "alpha" } }, subject);
    assert.equal(code, "dns-not-found");
    assert.match(message, /No address was found for alpha/);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ["Open Server Settings", "Fetch Again"],
    );
    assert.deepEqual(actions[1]?.args, [properties, { server: "Plant" }]);
  });
});
