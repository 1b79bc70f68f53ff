import { hash as digestOf } from "node:crypto";
import { fail, ok, type Result } from "../result";
import type { KeyFailure } from "./keyFailure";
import { askFor, type Patience } from "./patience";

/** What a key is derived for: RFC 7292 appendix B.3's ID. */
export type Pkcs12Purpose = "key" | "iv" | "mac";

/** From what, and how much, PKCS#12 derives. */
export interface Pkcs12Derivation {
  readonly hash: "sha1" | "sha256" | "sha384" | "sha512";
  /** Undefined is no password at all, which some writers tell from an empty one (RFC 7292 appendix B.1). */
  readonly password: string | undefined;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly purpose: Pkcs12Purpose;
  readonly lengthBytes: number;
}

/**
 * Derives bytes from a password as RFC 7292 appendix B.2 has it; the password counts as BMPString with a final NUL. It has
 * to be done in JavaScript: `pause` lets the event loop do what else there is, some ten milliseconds apart.
 */
export async function pkcs12Kdf(derivation: Pkcs12Derivation, pause: Patience["pause"]): Promise<Uint8Array> {
  const slices = slicesOf(derivation);
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) {
      return slice.value;
    }
    await pause();
  }
}

/** Derives the same for somebody who may lose patience. */
export async function derivePkcs12(
  derivation: Pkcs12Derivation,
  patience: Patience,
): Promise<Result<Uint8Array, KeyFailure>> {
  const asked = askFor(derivation.iterations, "PKCS#12 key derivation", patience);
  if (!asked.ok) {
    return asked;
  }
  const slices = slicesOf(derivation);
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) {
      return ok(slice.value);
    }
    await patience.pause();
    if (patience.signal.aborted) {
      return fail({ code: "cancelled" });
    }
  }
}

/** Rounds without a pause: some ten milliseconds, also where one block's last slice runs into the next one's first. */
const roundsOfSlice = 2_500;

/** The derivation, which stops after each slice of rounds. */
function* slicesOf(derivation: Pkcs12Derivation): Generator<undefined, Uint8Array> {
  const { hash, lengthBytes } = derivation;
  const blockBytes = blockLengths[hash];
  const diversifier = Buffer.alloc(blockBytes, purposes[derivation.purpose]);
  const secret = bmpPassword(derivation.password);
  const repeated = filled(secret, blockBytes);
  const input = Buffer.concat([filled(derivation.salt, blockBytes), repeated]);
  secret.fill(0);
  repeated.fill(0);
  const output: Buffer[] = [];
  for (let made = 0; made < lengthBytes;) {
    const block = yield* iterated(hash, Buffer.concat([diversifier, input]), derivation.iterations);
    output.push(block);
    made += block.length;
    addToBlocks(input, filled(block, blockBytes).subarray(0, blockBytes));
  }
  input.fill(0);
  return Buffer.concat(output).subarray(0, lengthBytes);
}

/** RFC 7292 appendix B.3. */
const purposes: Readonly<Record<Pkcs12Purpose, number>> = { key: 1, iv: 2, mac: 3 };

/** The message block of each hash, in bytes (FIPS 180-4 figure 1). */
const blockLengths = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 } as const;

function* iterated(hash: string, content: Uint8Array, iterations: number): Generator<undefined, Buffer> {
  let digest = digestOf(hash, content, "buffer");
  for (let round = 1; round < iterations; round += 1) {
    digest = digestOf(hash, digest, "buffer");
    if (round % roundsOfSlice === 0) {
      yield;
    }
  }
  return digest;
}

/** Repeats bytes up to the next multiple of the block; nothing stays nothing. */
function filled(bytes: Uint8Array, blockBytes: number): Buffer {
  const length = Math.ceil(bytes.length / blockBytes) * blockBytes;
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** Step 6C: adds `addend` + 1 to each block of `input`, in place, modulo 2 to the width of a block. */
function addToBlocks(input: Buffer, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index -= 1) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

function bmpPassword(password: string | undefined): Buffer {
  return password === undefined ? Buffer.alloc(0) : Buffer.from(`${password}\0`, "utf16le").swap16();
}
