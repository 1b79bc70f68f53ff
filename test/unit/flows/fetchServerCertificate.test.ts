// What a server shows beside what is trusted, and what saving it does to the disk.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { SessionFact } from "../../../src/core/connection/events";
import { readPem } from "../../../src/core/keystore/pem";
import {
  fetchServerCertificate,
  saveServerCertificate,
  type FetchedServerCertificate,
} from "../../../src/flows/fetchServerCertificate";
import { inMemoryWorld, type InMemoryWorld } from "../../support/inMemoryWorld";
import { soundTextWith } from "../../support/profiles";

const propertiesPath = "/home/ada/tb/keygen.properties";
const trustPath = "/home/ada/tb/server.pub.pem";
const alphaPem = readFileSync("test/fixtures/testServer/alpha.pem", "utf8");
const betaPem = readFileSync("test/fixtures/testServer/beta.pem", "utf8");

function derOf(pem: string): Uint8Array {
  const [block] = readPem(pem).blocks;
  assert.ok(block);
  return block.der;
}

const secured: SessionFact = {
  kind: "secured",
  protocol: "TLSv1.3",
  cipher: "TLS_AES_256_GCM_SHA384",
  presentedDer: [derOf(alphaPem), derOf(betaPem)],
  authorizationError: "SELF_SIGNED_CERT_IN_CHAIN",
};

/** Replays what the network port emitted; nobody listens to a channel. */
function worldWhere(
  facts: readonly SessionFact[],
  texts: Readonly<Record<string, string>> = {},
): InMemoryWorld & {
  readonly network: Parameters<typeof fetchServerCertificate>[1]["network"];
} {
  const world = inMemoryWorld({ [propertiesPath]: soundTextWith(""), ...texts });
  return Object.assign(world, {
    network: {
      open: (dial: object, emit: (fact: SessionFact) => void) => {
        assert.ok(!("client" in dial), "no client certificate is shown");
        facts.forEach(emit);
        return Promise.resolve(undefined);
      },
    },
  });
}

const server = { name: "Plant", mqttUrl: "mqtts://alpha" };
const { signal } = new AbortController();

async function fetched(
  world: ReturnType<typeof worldWhere>,
  more: Partial<Parameters<typeof fetchServerCertificate>[0]> = {},
): Promise<FetchedServerCertificate> {
  world.now = new Date("2027-01-01T00:00:00Z");
  const result = await fetchServerCertificate(
    { server, propertiesPath, timeoutMs: 1_000, ...more },
    world,
    signal,
  );
  assert.ok(result?.ok, JSON.stringify(result));
  return result.value;
}

describe("a server's certificate is fetched", () => {
  const securing: SessionFact = { kind: "securing", serverName: "alpha" };
  const refused: SessionFact = {
    kind: "tlsFailed",
    errorCode: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
    receivedBytes: 2_000,
    presentedDer: [derOf(alphaPem)],
    certificateRequested: true,
  };
  const rows: readonly [what: string, facts: readonly SessionFact[], subjects: readonly string[]][] = [
    ["whoever signed it", [securing, secured], ["CN=alpha", "CN=beta"]],
    [
      "though it closes as it wants a client certificate, TLS 1.3",
      [secured, { kind: "closed", by: "peer" }],
      ["CN=alpha", "CN=beta"],
    ],
    ["though it breaks the handshake off for want of one, TLS 1.2", [securing, refused], ["CN=alpha"]],
  ];
  for (const [what, facts, subjects] of rows) {
    it(what, async () => {
      const { chain, leafDer } = await fetched(worldWhere(facts));
      assert.deepEqual(
        chain.map(({ subjectText }) => subjectText),
        subjects,
      );
      assert.deepEqual(leafDer, derOf(alphaPem));
    });
  }

  it("and nothing is written", async () => {
    const world = worldWhere([secured]);
    await fetched(world);
    assert.deepEqual(world.listing("/home/ada/tb"), ["keygen.properties 644"]);
  });

  it("with what is against it even where it is trusted", async () => {
    const other = { ...server, mqttUrl: "mqtts://10.0.0.5" };
    assert.equal(
      (await fetched(worldWhere([secured]), { server: other })).refusal?.code,
      "server-cert-host-mismatch",
    );
    assert.equal((await fetched(worldWhere([secured]))).refusal, undefined);
  });
});

describe("what is fetched is compared with", () => {
  const rows: readonly [what: string, text: string | undefined, state: string][] = [
    ["nothing", undefined, "absent"],
    ["the same certificate", alphaPem, "same"],
    ["the same, behind an issuer", betaPem + alphaPem, "same"],
    ["another", betaPem, "other"],
    ["what is no certificate", "hello\n", "other"],
  ];
  for (const [what, text, state] of rows) {
    it(`${what} in S.pub.pem: ${state}`, async () => {
      const texts = text === undefined ? {} : { [trustPath]: text };
      const { target, decidingFile } = await fetched(worldWhere([secured], texts));
      assert.deepEqual([target, decidingFile], [{ path: trustPath, state }, undefined]);
    });
  }

  it("the caFile of the server too, which then decides alone", async () => {
    const caFile = "/etc/tb/ca.pem";
    const world = worldWhere([secured], { [caFile]: betaPem });
    const { known, target, decidingFile } = await fetched(world, { server: { ...server, caFile } });
    assert.deepEqual(
      known.map(({ path, certificates }) => [path, certificates.length]),
      [[caFile, 1]],
    );
    assert.deepEqual([target?.path, decidingFile], [trustPath, caFile]);
  });

  it("no S.pub.pem where a caFile is set and missing: that is the file to make", async () => {
    const caFile = "/etc/tb/ca.pem";
    const { target, decidingFile } = await fetched(worldWhere([secured]), { server: { ...server, caFile } });
    assert.deepEqual([target, decidingFile], [{ path: caFile, state: "absent" }, undefined]);
  });

  it("nothing where no device is meant", async () => {
    const result = await fetchServerCertificate({ server, timeoutMs: 1 }, worldWhere([secured]), signal);
    assert.ok(result?.ok);
    assert.deepEqual([result.value.known, result.value.target], [[], undefined]);
  });
});

describe("nothing is fetched", () => {
  const rows: readonly [code: string, facts: readonly SessionFact[]][] = [
    ["dns-not-found", [{ kind: "resolveFailed", host: "alpha", errorCode: "ENOTFOUND" }]],
    ["tls-timeout", [{ kind: "timedOut", phase: "tls", afterMs: 10 }]],
    [
      "tls-not-tls",
      [
        {
          kind: "tlsFailed",
          errorCode: "EPROTO",
          receivedBytes: 5,
          presentedDer: [],
          firstBytesHex: "485454502f",
        },
      ],
    ],
    ["server-cert-untrusted", [{ ...secured, presentedDer: [Uint8Array.of(1, 2)] }]],
  ];
  for (const [code, facts] of rows) {
    it(`${code}, as a test connection has it`, async () => {
      const result = await fetchServerCertificate(
        { server, propertiesPath, timeoutMs: 1 },
        worldWhere(facts),
        signal,
      );
      assert.equal(result?.ok === false && result.failure.code, code);
    });
  }

  it("from an address that is none, or for a properties file with errors", async () => {
    const url = { server: { ...server, mqttUrl: "mqtt://alpha" }, propertiesPath, timeoutMs: 1 };
    const first = await fetchServerCertificate(url, worldWhere([secured]), signal);
    assert.equal(first?.ok === false && first.failure.code, "server-url-invalid");
    const broken = worldWhere([secured], { [propertiesPath]: soundTextWith("SERVER_FILE_PREFIX=../server") });
    const second = await fetchServerCertificate({ server, propertiesPath, timeoutMs: 1 }, broken, signal);
    assert.equal(second?.ok === false && second.failure.code, "properties-invalid");
  });

  it("when it was cancelled", async () => {
    const request = { server, propertiesPath, timeoutMs: 1 };
    assert.equal(
      await fetchServerCertificate(request, worldWhere([secured]), AbortSignal.abort()),
      undefined,
    );
  });
});

describe("what was confirmed is saved", () => {
  const leafDer = derOf(alphaPem);
  const target = { path: trustPath, state: "other" } as const;

  it("as the leaf alone, mode 0644", async () => {
    const world = worldWhere([]);
    const saved = await saveServerCertificate({ leafDer, target }, world);
    assert.deepEqual(saved, { ok: true, value: { path: trustPath } });
    assert.equal(world.text(trustPath), alphaPem);
    assert.deepEqual(world.listing("/home/ada/tb"), ["keygen.properties 644", "server.pub.pem 644"]);
  });

  it("and what it replaces is kept, twice in one second too", async () => {
    const world = worldWhere([], { [trustPath]: betaPem });
    await saveServerCertificate({ leafDer, target }, world);
    const kept = "/home/ada/tb/backup/server.pub-20260102T030405Z/server.pub.pem";
    assert.equal(world.text(kept), betaPem);
    const again = await saveServerCertificate({ leafDer: derOf(betaPem), target }, world);
    assert.equal(again.ok && again.value.backup, kept.replace("Z/", "Z-2/"));
    assert.equal(world.text(kept.replace("Z/", "Z-2/")), alphaPem);
    assert.equal(world.text(trustPath), betaPem);
  });

  it("or not at all, where the old file cannot be kept", async () => {
    const world = worldWhere([], { [trustPath]: betaPem });
    world.refuse("/home/ada/tb/backup", "file-read-only");
    const saved = await saveServerCertificate({ leafDer, target }, world);
    assert.equal(!saved.ok && saved.failure.code, "file-read-only");
    assert.equal(world.text(trustPath), betaPem);
  });
});
