import { quoteForShell } from "./edit";
import { keyRowOf, keyTable } from "./keys";

/** A group of keys with the comment above it. */
interface TemplateGroup {
  readonly comment: string;
  readonly keys: readonly string[];
}

/** The order and comments of a new file. The comments are part of the file, for whoever reads it without the editor. */
const groups: readonly TemplateGroup[] = [
  {
    comment:
      "Common name (CN) of both certificates: the name of the device, or the host that devices connect to",
    keys: ["DOMAIN_SUFFIX"],
  },
  {
    comment: "Names of the server certificate (SAN), such as dns:tb.local,ip:192.0.2.1",
    keys: ["SUBJECT_ALTERNATIVE_NAMES"],
  },
  {
    comment: "Organizational unit, organization, city, state and two-letter country code (OU, O, L, ST, C)",
    keys: ["ORGANIZATIONAL_UNIT", "ORGANIZATION", "CITY", "STATE_OR_PROVINCE", "TWO_LETTER_COUNTRY_CODE"],
  },
  {
    comment: "Server: passwords of keystore and key, at least 6 characters and the same for PKCS#12",
    keys: ["SERVER_KEYSTORE_PASSWORD", "SERVER_KEY_PASSWORD"],
  },
  {
    comment: "Server: alias in the keystore, first part of the file names",
    keys: ["SERVER_KEY_ALIAS", "SERVER_FILE_PREFIX"],
  },
  {
    comment: "Server: key algorithm, EC or RSA, and curve of an EC key: secp256r1, secp384r1 or secp521r1",
    keys: ["SERVER_KEY_ALG", "SERVER_KEY_GROUP_NAME", "SERVER_KEY_SIZE"],
  },
  { comment: "Server: folder that the server's keystore is copied to", keys: ["SERVER_KEYSTORE_DIR"] },
  {
    comment: "Client (the device): passwords of keystore and key",
    keys: ["CLIENT_KEYSTORE_PASSWORD", "CLIENT_KEY_PASSWORD"],
  },
  {
    comment: "Client: alias in the keystore, first part of the file names",
    keys: ["CLIENT_KEY_ALIAS", "CLIENT_FILE_PREFIX"],
  },
  {
    comment: "Client: key algorithm and curve",
    keys: ["CLIENT_KEY_ALG", "CLIENT_KEY_GROUP_NAME", "CLIENT_KEY_SIZE"],
  },
];

/**
 * Writes a properties file of the current generation with all 20 keys and a comment for each group.
 * `values` are plain values, quoted here where the shell needs it; a missing one gets its default, which for passwords
 * is the well-known `password`. Keys that are none of ours are left out, the optional sizes appear where given, and an
 * RSA key has no curve.
 */
export function newProfileText(values: Readonly<Record<string, string>>): string {
  const blocks = groups.map(({ comment, keys }) => {
    const lines = keys
      .filter((key) => isWritten(key, values))
      .map((key) => `${key}=${writtenValue(key, values)}\n`);
    return `# ${comment}\n${lines.join("")}`;
  });
  return blocks.join("\n");
}

function isWritten(key: string, values: Readonly<Record<string, string>>): boolean {
  return values[key] !== undefined || keyRowOf(key)?.meaning !== "key-size";
}

function writtenValue(key: string, values: Readonly<Record<string, string>>): string {
  const value = values[key];
  if (value !== undefined) {
    return quoteForShell(value);
  }
  const algorithm = values[key.replace("_GROUP_NAME", "_ALG")]?.toUpperCase();
  const isCurveOfRsa = keyRowOf(key)?.meaning === "key-curve" && algorithm === "RSA";
  return isCurveOfRsa ? '""' : (keyTable.find((row) => row.name === key)?.defaultText ?? "");
}
