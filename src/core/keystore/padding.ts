import { fail, ok, type Result } from "../result";
import type { KeyFailure } from "./keyFailure";

/**
 * Takes the padding off what a block cipher decrypted (RFC 8018 §6.1.1): the last byte says how many bytes of its own
 * value there are. A wrong password gives a wrong padding in all but one of 256 cases.
 */
export function withoutPadding(padded: Uint8Array, blockBytes: number): Result<Uint8Array, KeyFailure> {
  const count = padded.at(-1) ?? 0;
  const padding = padded.subarray(padded.length - count);
  const isRight = count >= 1 && count <= blockBytes && padding.every((byte) => byte === count);
  return isRight ? ok(padded.subarray(0, padded.length - count)) : fail({ code: "key-passphrase-wrong" });
}
