/** Whose key it is: both identities' or one side's. */
export type KeySide = "shared" | "server" | "client";

/** What a key means; the sentence for a person is made from it at the edge. */
export type KeyMeaning =
  | "common-name"
  | "alternative-names"
  | "organizational-unit"
  | "organization"
  | "locality"
  | "state"
  | "country"
  | "store-password"
  | "key-password"
  | "key-alias"
  | "file-prefix"
  | "key-algorithm"
  | "key-curve"
  | "key-size"
  | "keystore-folder";

/** One key of keygen.properties. */
export interface KeyRow {
  readonly name: string;
  readonly side: KeySide;
  readonly meaning: KeyMeaning;
  /** `always`: no identity without it · `current`: the current generation's scripts need it, we have a default. */
  readonly required: "always" | "current" | "never";
  /** Whether the how-to's first generation has it. */
  readonly inFirstGeneration: boolean;
  /** The default as it is written in a file, quotes and expansions included. */
  readonly defaultText: string;
  readonly isSecret: boolean;
}

/**
 * The 20 keys of ThingsBoard's current keygen.properties in its order, and two of ours that are optional.
 * Source: ThingsBoard tools/src/main/shell/keygen.properties; defaults of design for the current template.
 */
export const keyTable: readonly KeyRow[] = [
  row("DOMAIN_SUFFIX", "common-name", { required: "always", defaultText: '"$(hostname)"' }),
  row("SUBJECT_ALTERNATIVE_NAMES", "alternative-names", {
    required: "current",
    defaultText: '"dns:localhost,ip:127.0.0.1"',
  }),
  row("ORGANIZATIONAL_UNIT", "organizational-unit", { required: "always", defaultText: "ThingsBoard" }),
  row("ORGANIZATION", "organization", { required: "always", defaultText: "ThingsBoard" }),
  row("CITY", "locality", { required: "always", defaultText: '"San Francisco"' }),
  row("STATE_OR_PROVINCE", "state", { required: "always", defaultText: "CA" }),
  row("TWO_LETTER_COUNTRY_CODE", "country", { required: "always", defaultText: "US" }),
  row("SERVER_KEYSTORE_PASSWORD", "store-password", { required: "always", defaultText: "password" }),
  row("SERVER_KEY_PASSWORD", "key-password", { required: "always", defaultText: "password" }),
  row("SERVER_KEY_ALIAS", "key-alias", { required: "always", defaultText: "serveralias" }),
  row("SERVER_FILE_PREFIX", "file-prefix", { required: "always", defaultText: "server" }),
  row("SERVER_KEY_ALG", "key-algorithm", { required: "current", defaultText: "EC" }),
  row("SERVER_KEY_GROUP_NAME", "key-curve", { required: "current", defaultText: "secp256r1" }),
  row("SERVER_KEYSTORE_DIR", "keystore-folder", { required: "never", defaultText: "/etc/thingsboard/conf" }),
  row("CLIENT_KEYSTORE_PASSWORD", "store-password", { required: "always", defaultText: "password" }),
  row("CLIENT_KEY_PASSWORD", "key-password", { required: "always", defaultText: "password" }),
  row("CLIENT_KEY_ALIAS", "key-alias", { required: "always", defaultText: "clientalias" }),
  row("CLIENT_FILE_PREFIX", "file-prefix", { required: "always", defaultText: "client" }),
  row("CLIENT_KEY_ALG", "key-algorithm", { required: "current", defaultText: "EC" }),
  row("CLIENT_KEY_GROUP_NAME", "key-curve", { required: "current", defaultText: "secp256r1" }),
  row("SERVER_KEY_SIZE", "key-size", { required: "never", defaultText: "2048" }),
  row("CLIENT_KEY_SIZE", "key-size", { required: "never", defaultText: "2048" }),
];

/** Gives the row of a key; undefined for a key that is none of ours. */
export function keyRowOf(name: string): KeyRow | undefined {
  return rowsByName.get(name);
}

/**
 * Gives the default of a key as it is written in a file of a generation: the how-to's has other prefixes.
 * Undefined for a secret and for a key that is none of ours.
 */
export function defaultTextOf(name: string, generation: "first" | "current"): string | undefined {
  const found = keyRowOf(name);
  if (found === undefined || found.isSecret) {
    return undefined;
  }
  const isFirstPrefix = generation === "first" && found.meaning === "file-prefix";
  return isFirstPrefix ? `mqtt${found.defaultText}` : found.defaultText;
}

const rowsByName: ReadonlyMap<string, KeyRow> = new Map(keyTable.map((key) => [key.name, key]));

function row(name: string, meaning: KeyMeaning, rest: Pick<KeyRow, "required" | "defaultText">): KeyRow {
  const side = name.startsWith("SERVER_") ? "server" : name.startsWith("CLIENT_") ? "client" : "shared";
  const isSecret = meaning === "store-password" || meaning === "key-password";
  const isOptional = name.endsWith("_KEY_SIZE");
  return {
    name,
    side,
    meaning,
    ...rest,
    inFirstGeneration: rest.required !== "current" && !isOptional,
    isSecret,
  };
}
