import { safeText } from "../../core/stream/safeText";
import type { InspectFailure } from "../../flows/inspectFile";
import { nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { failureWords } from "./failures";

/** Tells why a file cannot be explained. */
export function inspectFailureWords(failure: InspectFailure): CommandFailure {
  const name = "path" in failure ? safeText(nameOf(failure.path)) : "";
  switch (failure.code) {
    case "keystore-wrong-password":
      return {
        code: failure.code,
        message: `${name} is locked: neither the password given nor those of keygen.properties and of public guides open it. Give its password.`,
        details: { path: failure.path },
      };
    case "keystore-damaged":
      return {
        code: failure.code,
        message: `${name} is damaged${failure.offset === undefined ? "" : `, from byte ${failure.offset} on`}. Put back a copy, or generate it again.`,
        details: { path: failure.path, ...(failure.offset === undefined ? {} : { offset: failure.offset }) },
      };
    case "keystore-unsupported":
      return {
        code: failure.code,
        message: `${name} uses ${failure.algorithm}, which is not supported here. Convert it with keytool or openssl.`,
        details: { path: failure.path, algorithm: failure.algorithm },
      };
    case "keystore-unrecognised":
      return {
        code: failure.code,
        message: `${name} is neither a keystore nor a certificate: no JKS, PKCS#12, PEM or DER.`,
        details: { path: failure.path },
      };
    default:
      return failureWords(failure);
  }
}
