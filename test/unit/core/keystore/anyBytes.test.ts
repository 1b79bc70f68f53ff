import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { decodeBer } from "../../../../src/core/certificate/ber";
import { openKeyFile } from "../../../../src/core/keystore/open";
import { diceOf } from "../../../support/bashCorpus";
import { newPatience } from "../../../support/patience";

type Dice = ReturnType<typeof diceOf>;

interface Seedling {
  readonly file: string;
  readonly storePassword: string;
  readonly rounds: number;
}

/** What is damaged, and how often: 100,000 in all. Those in the clear reach what a seal protects elsewhere. */
const seedlings: readonly Seedling[] = [
  { file: "keystore/openssl/unsealed.p12", storePassword: "", rounds: 3_000 },
  { file: "keystore/openssl/plain.p12", storePassword: "store-secret", rounds: 2_000 },
  { file: "keystore/openssl/modern.p12", storePassword: "store-secret", rounds: 4_000 },
  { file: "keystore/openssl/tripledes.p12", storePassword: "store-secret", rounds: 2_000 },
  { file: "keystore/keytool.jks", storePassword: "store-secret", rounds: 36_000 },
  { file: "keystore/openssl/chain.pem", storePassword: "", rounds: 2_000 },
  { file: "keystore/ec.sec1.pem", storePassword: "", rounds: 2_000 },
  { file: "keystore/ec.aes256.pem", storePassword: "key-secret", rounds: 12_000 },
  { file: "keystore/rsa.pkcs1.pem", storePassword: "", rounds: 1_000 },
  { file: "certificate/foreign.pem", storePassword: "", rounds: 36_000 },
];

const codes: readonly string[] = [
  "key-passphrase-wrong",
  "key-unreadable",
  "key-algorithm-unsupported",
  "key-file-unknown",
];

const words = [0, 1, 2, 0x30, 0x7f, 0x80, 0x84, 0xa0, 0xff];

/** Overwrites, cuts out, doubles or takes off some bytes, once to four times. */
function damaged(bytes: Buffer, dice: Dice): Buffer {
  const times = 1 + dice.below(4);
  let changed = Buffer.from(bytes);
  for (let time = 0; time < times; time += 1) {
    const at = dice.below(changed.length);
    const kind = dice.below(8);
    if (kind === 0) {
      changed = changed.subarray(0, Math.max(1, at));
    } else if (kind === 1) {
      changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + 1 + dice.below(8))]);
    } else if (kind === 2) {
      const piece = changed.subarray(at, at + 1 + dice.below(40));
      changed = Buffer.concat([changed.subarray(0, at), piece, changed.subarray(at)]);
    } else if (changed.length > 0) {
      changed[at] = kind < 5 ? (words[dice.below(words.length)] ?? 0) : dice.below(256);
    }
    if (changed.length === 0) {
      return changed;
    }
  }
  return changed;
}

/** What a file of PEM holds, damaged within, is as likely to be met as a damaged line. */
function damagedWithin(pem: string, dice: Dice): Buffer {
  const bodies = [...pem.matchAll(/-----\n([A-Za-z0-9+/=\n]+)-----END/g)].map(([, body = ""]) => body);
  const body = bodies[dice.below(bodies.length)] ?? "";
  const der = damaged(Buffer.from(body, "base64"), dice).toString("base64");
  return Buffer.from(pem.replace(body, `${der}\n`), "latin1");
}

describe("any bytes give an answer of ours:", () => {
  for (const { file, storePassword, rounds } of seedlings) {
    it(`${file}, damaged ${rounds} times (seed 20260103)`, async () => {
      const bytes = readFileSync(`test/fixtures/${file}`);
      const pem = file.endsWith(".pem") ? bytes.toString("latin1") : undefined;
      const dice = diceOf(20260103);
      for (let round = 0; round < rounds; round += 1) {
        const input =
          pem !== undefined && dice.below(2) === 0 ? damagedWithin(pem, dice) : damaged(bytes, dice);
        const patience = newPatience({ maxIterations: 50 });
        const told = (): string => `round ${round}: ${input.toString("base64")}`;
        const opened = await openKeyFile(input, { storePassword }, patience).catch((error: unknown) => {
          assert.fail(`${String(error)}\n${told()}`);
        });
        assert.ok(opened.ok || codes.includes(opened.failure.code), told());
      }
    });
  }

  it("100,000 files in all, and 20,000 values of BER more", () => {
    assert.equal(
      seedlings.reduce((sum, { rounds }) => sum + rounds, 0),
      100_000,
    );
    const bytes = readFileSync("test/fixtures/keystore/openssl/unsealed.p12");
    const dice = diceOf(20260104);
    for (let round = 0; round < 20_000; round += 1) {
      const input = damaged(bytes, dice);
      const told = (): string => `round ${round}: ${input.toString("base64")}`;
      try {
        decodeBer(input);
      } catch (error) {
        assert.fail(`${String(error)}\n${told()}`);
      }
    }
  });
});
