import type { Keystore } from "./keystore";
import { readPem } from "./pem";
import { recognise } from "./recognise";

/** How a file of keys and certificates is written, which its entries do not tell. */
export interface FileLayout {
  /** Certificates of a PEM text in the order of the text, DER; elsewhere there is none. */
  readonly writtenDer: readonly Uint8Array[];
  /** Whether a private key lies in it without any password. */
  readonly hasPlainKey: boolean;
}

/** Looks at how a file is written that `openKeyFile` took. */
export function layoutOf(bytes: Uint8Array, format: Keystore["format"]): FileLayout {
  if (format !== "pem" && format !== "der") {
    return { writtenDer: [], hasPlainKey: false };
  }
  const recognised = recognise(bytes);
  if (!recognised.ok) {
    return { writtenDer: [], hasPlainKey: false };
  }
  const what = recognised.value;
  if (what.kind !== "pem") {
    return { writtenDer: [], hasPlainKey: what.kind === "key" && what.form !== "encrypted-pkcs8" };
  }
  const { blocks } = readPem(what.text);
  return {
    writtenDer: blocks.filter(({ label }) => label.endsWith("CERTIFICATE")).map(({ der }) => der),
    hasPlainKey: blocks.some(
      ({ label, headers }) =>
        label.endsWith("PRIVATE KEY") &&
        !label.startsWith("ENCRYPTED") &&
        !headers.some(({ value }) => value.includes("ENCRYPTED")),
    ),
  };
}
