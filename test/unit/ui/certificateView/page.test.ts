import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { issueSelfSigned } from "../../../../src/core/certificate/issue";
import { writePem } from "../../../../src/core/keystore/pem";
import { credentialIdOf } from "../../../../src/core/credential/credentialId";
import { inspectFile } from "../../../../src/flows/inspectFile";
import { pageOf, refusedPage, type Page } from "../../../../src/ui/certificateView/page";
import { identityWith, keyPairFrom } from "../../../support/identities";
import { inMemoryWorld } from "../../../support/inMemoryWorld";

const now = new Date("2026-01-02T03:04:05Z");
const frame = {
  cspSource: "https://media.example",
  language: "zh-cn",
  styleUri: "style.css",
  scriptUri: "script.js",
  nonce: "abc123",
};

function certificateOf(commonName: string): Uint8Array {
  const identity = identityWith("server", { subject: { commonName } });
  const keys = keyPairFrom("test/fixtures/keystore/ec.pk8.pem");
  return issueSelfSigned(identity, keys, { now, validityDays: 825, serial: new Uint8Array(16).fill(7) })
    .certificateDer;
}

async function pageWith(pem: string, name = "broker.pem"): Promise<Page> {
  const world = { ...inMemoryWorld({ [`/w/${name}`]: pem }), pause: () => Promise.resolve() };
  const request = { path: `/w/${name}`, propertiesPaths: [], passwords: [], expiryWarningDays: 30 };
  const file = await inspectFile(request, new AbortController().signal, world);
  assert.ok(file.ok);
  return pageOf(file.value, { now, expiryWarningDays: 30 }, frame);
}

describe("the page of a file", () => {
  it("loads nothing but our style and our script, and has neither of them in it", async () => {
    const { html } = await pageWith(writePem("CERTIFICATE", certificateOf("tb")));
    const [, policy] = /Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
    assert.equal(
      policy,
      "default-src &#39;none&#39;; style-src https://media.example; script-src &#39;nonce-abc123&#39;",
    );
    assert.doesNotMatch(html, /\sstyle=|<style|\son\w+=|<img|<iframe|https?:\/\/(?!media\.example)/);
    assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="abc123" src="script.js">']);
  });

  it("shows what others wrote as text alone, visible and of bounded length", async () => {
    const evil = `</h2><script>alert(1)</script>"'&\u202Egnp.exe${"x".repeat(5000)}`;
    const { html } = await pageWith(
      writePem("CERTIFICATE", certificateOf(evil)),
      '<img src=x onerror="a">.pem',
    );
    assert.doesNotMatch(html, /<script>|<img|\u202E/);
    assert.ok(html.includes("&lt;script&gt;alert(1)"));
    assert.ok(html.includes("⟨U+202E⟩gnp.exe"));
    assert.ok(!html.includes("x".repeat(2001)));
  });

  it("names its parts for those who do not see them", async () => {
    const { html } = await pageWith(writePem("CERTIFICATE", certificateOf("tb")));
    assert.match(html, /<html lang="zh-cn">/);
    assert.equal(html.match(/<h1>/g)?.length, 1);
    assert.match(html, /<main>/);
    assert.match(
      html,
      /role="img"\s+aria-label="Valid from 2026-01-02 to 2028-04-06; today is 2026-01-02: 824 days left\."/,
    );
    for (const [, id = ""] of html.matchAll(/aria-labelledby="([^"]*)"/g)) {
      assert.ok(html.includes(`id="${id}"`), id);
    }
    for (const [, id = ""] of html.matchAll(/href="#([^"]*)"/g)) {
      assert.ok(html.includes(`id="${id}"`), id);
    }
    const buttons = html.match(/<button[^]*?>/g) ?? [];
    assert.deepEqual(
      buttons.filter((button) => !button.includes("aria-label") && button.includes("data-copy")),
      [],
    );
  });

  it("has copy buttons that name a value by its number", async () => {
    const der = certificateOf("tb");
    const { html, copies } = await pageWith(writePem("CERTIFICATE", der));
    const [, number = ""] =
      /data-copy="(\d+)"\s+aria-label="Copy ThingsBoard credentials id of certificate 1"/.exec(html) ?? [];
    assert.equal(copies[Number(number)], credentialIdOf(der));
    assert.ok(copies.includes(writePem("CERTIFICATE", der)));
    assert.equal(html.match(/data-copy=/g)?.length, copies.length);
  });

  it("counts its findings as it shows them, those of one kind together", async () => {
    const { html } = await pageWith(readFileSync("test/fixtures/certificate/chains.pem", "latin1"));
    const [, said = ""] = /<a href="#findings">([^<]*)<\/a>/.exec(html) ?? [];
    const [, list = ""] = /<ul class="findings">([^]*?)<\/section>/.exec(html) ?? [];
    const counted = [...said.matchAll(/\d+/g)].reduce((sum, [number]) => sum + Number(number), 0);
    assert.equal(counted, list.match(/What to do:/g)?.length);
  });

  it("draws the chain as nested lists", async () => {
    const { html } = await pageWith(readFileSync("test/fixtures/certificate/chains.pem", "latin1"));
    assert.match(html, /class="chain"[^]*root[^]*<ul>[^]*middle[^]*<ul>[^]*leaf[^]*other[^]*<\/ul>/);
    assert.match(html, /issuer-signature-wrong/);
  });
});

describe("the page of a file that is not shown", () => {
  it("says why, and offers the password where that is missing", () => {
    const locked = refusedPage("/w/a.p12", { message: "It is <locked>.", isLocked: true }, frame).html;
    assert.match(locked, /It is &lt;locked&gt;\./);
    assert.match(locked, /data-act="unlock"/);
    const other = refusedPage("/w/a.p12", { message: "It is damaged.", isLocked: false }, frame).html;
    assert.doesNotMatch(other, /data-act/);
  });
});
