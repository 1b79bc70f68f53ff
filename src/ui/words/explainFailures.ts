import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import type { InspectFailure } from "../../flows/inspectFile";
import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { failureWords } from "./failures";

/** Tells why a file cannot be explained; cancelling is no reason. */
export function inspectFailureWords(
  failure: Exclude<InspectFailure, { readonly code: "cancelled" }>,
  { isPasswordGiven }: { readonly isPasswordGiven: boolean },
): CommandFailure {
  const { code, path } = failure;
  const name = safeText(nameOf(path));
  switch (code) {
    case "key-passphrase-wrong":
      return {
        code,
        message: lockedText(name, isPasswordGiven),
        details: { path },
      };
    case "key-unreadable": {
      const { offset, line } = failure;
      return {
        code,
        message: damagedText(name, failure),
        details: { path, ...(offset !== undefined && { offset }), ...(line !== undefined && { line }) },
      };
    }
    case "key-algorithm-unsupported":
      return {
        code,
        message: l10n.t(
          "{name} uses {algorithm}, which is not supported here. Convert it with keytool or openssl.",
          { name, algorithm: safeText(failure.algorithm) },
        ),
        details: { path, algorithm: failure.algorithm },
      };
    case "key-file-unknown":
      return {
        code,
        message: foreignText(name),
        details: { path },
      };
    case "key-file-too-large":
      return {
        code,
        message: l10n.t("{name} is too large to be a keystore: more than {count} MiB.", {
          name,
          count: failure.maxBytes / 1_048_576,
        }),
        details: { path, maxBytes: failure.maxBytes },
      };
    default:
      return failureWords(failure);
  }
}

function lockedText(name: string, isPasswordGiven: boolean): string {
  return isPasswordGiven
    ? l10n.t("{name} is locked: the password given does not open it. Give another one.", { name })
    : l10n.t(
        "{name} is locked: no password that is known here opens it, neither from a keygen.properties nor from public guides. Give its password.",
        { name },
      );
}

function foreignText(name: string): string {
  return l10n.t("{name} is neither a keystore nor a certificate: no JKS, PKCS#12, PEM or DER.", { name });
}

function damagedText(
  name: string,
  { offset, line }: { readonly offset?: number; readonly line?: number },
): string {
  if (line !== undefined) {
    return l10n.t("{name} is damaged, at line {line}. Put back a copy, or generate it again.", {
      name,
      line,
    });
  }
  return offset === undefined
    ? l10n.t("{name} is damaged. Put back a copy, or generate it again.", { name })
    : l10n.t("{name} is damaged, from byte {offset} on. Put back a copy, or generate it again.", {
        name,
        offset,
      });
}
