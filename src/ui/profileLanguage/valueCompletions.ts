import * as l10n from "@vscode/l10n";
import { defaultTextOf, keyRowOf, type KeyMeaning } from "../../core/profile/keys";
import type { Profile } from "../../core/profile/profile";
import { curveNames, keyAlgorithms, keySizes } from "../../core/profile/valueChecks";
import { countries } from "../words/countries";
import type { Completion } from "./completion";

/** Where in a value the cursor is. */
export interface ValuePlace {
  readonly key: string;
  /** What opened the value: `"`, `'` or nothing. */
  readonly quote: string;
  /** What stands between that and the cursor. */
  readonly written: string;
  readonly offset: number;
}

type Choice = Pick<Completion, "label" | "description" | "filterText">;

/** How the values of a key are completed. */
interface Row {
  /** What is written before the cursor; its group is replaced. */
  readonly before: RegExp;
  /** What is replaced behind the cursor. */
  readonly behind: RegExp;
  readonly choices: (profile: Profile, key: string) => readonly Choice[];
  /** Whether the choices mean something else in single quotes. */
  readonly expands?: true;
}

const word = { before: /^(\w*)$/, behind: /^\w*/ };
const name = { before: /^([\w.-]*)$/, behind: /^[\w.-]*/ };

/** The keys whose values can be told. */
const rows: Readonly<Partial<Record<KeyMeaning, Row>>> = {
  "key-algorithm": { ...word, choices: (profile, key) => pairedChoices(keyAlgorithms, profile, key) },
  "key-curve": { ...word, choices: (profile, key) => pairedChoices(Object.keys(curveNames), profile, key) },
  "key-size": { ...word, choices: (profile, key) => pairedChoices(keySizes, profile, key) },
  country: { before: /^([\p{L} .-]*)$/u, behind: /^\p{L}*/u, choices: countryChoices },
  "alternative-names": {
    before: /(?:^|,)[ \t]*([A-Za-z]*)$/,
    behind: /^(?:[A-Za-z]*:)?/,
    choices: () => ["dns:", "ip:", "uri:", "email:"].map((label) => ({ label })),
  },
  "common-name": {
    before: /^([\w$(]*)$/,
    behind: /^\w*\)?/,
    choices: () => [{ label: "$(hostname)", description: l10n.t("this machine's name") }],
    expands: true,
  },
  "key-alias": { ...name, choices: counterpartChoices },
  "file-prefix": { ...name, choices: counterpartChoices },
  "key-password": { before: /^(\$?\w*)$/, behind: /^\w*/, choices: storePasswordChoices, expands: true },
};

/** Gives the values that a key may have at a place, the likeliest first; none for a key whose values are anybody's. */
export function valueCompletionsAt(profile: Profile, place: ValuePlace): readonly Completion[] {
  const meaning = keyRowOf(place.key)?.meaning;
  const row = meaning === undefined ? undefined : rows[meaning];
  const typed = row === undefined ? undefined : typedAt(row, place);
  if (row === undefined || typed === undefined) {
    return [];
  }
  const { key, offset } = place;
  const rest = row.behind.exec(lineBehind(profile.text, offset))?.[0] ?? "";
  const span = { start: offset - typed.length, end: offset + rest.length };
  return row
    .choices(profile, key)
    .map((choice) => ({ kind: "value", ...choice, insertText: choice.label, span }));
}

/** What has been typed of a choice; undefined where none can stand. */
function typedAt({ before, expands }: Row, { quote, written }: ValuePlace): string | undefined {
  const hasEnded = quote === "" && /\s/.test(written);
  const isLiteral = expands === true && quote === "'";
  return hasEnded || isLiteral ? undefined : before.exec(written)?.[1];
}

function lineBehind(text: string, offset: number): string {
  const length = text.slice(offset).search(/[\r\n]/);
  return length < 0 ? text.slice(offset) : text.slice(offset, offset + length);
}

/** The other side's name with this side's word in it, such as `mqttclient` for `mqttserver`; then the default. */
function counterpartChoices(profile: Profile, key: string): readonly Choice[] {
  const otherKey = otherSideOf(key);
  const [own, other] = key.startsWith("SERVER_") ? ["server", "client"] : ["client", "server"];
  const written = profile.values.get(otherKey)?.value ?? "";
  const counterpart = written.includes(other) ? written.replace(other, own) : undefined;
  const byDefault = defaultTextOf(key, profile.generation);
  return [
    ...(counterpart === undefined
      ? []
      : [{ label: counterpart, description: l10n.t("as {otherKey}", { otherKey }) }]),
    ...(byDefault === undefined || byDefault === counterpart || byDefault === written
      ? []
      : [{ label: byDefault, description: l10n.t("default") }]),
  ];
}

/** The keystore's password, where it is set above: a PKCS#12 keystore has one for both. */
function storePasswordChoices(profile: Profile, key: string): readonly Choice[] {
  const storeKey = key.replace("_KEY_PASSWORD", "_KEYSTORE_PASSWORD");
  const store = profile.values.get(storeKey);
  const own = profile.values.get(key);
  const isAbove = store !== undefined && own !== undefined && store.span.end < own.span.start;
  return isAbove ? [{ label: `$${storeKey}`, description: l10n.t("the keystore's password") }] : [];
}

function otherSideOf(key: string): string {
  return key.startsWith("SERVER_") ? key.replace("SERVER_", "CLIENT_") : key.replace("CLIENT_", "SERVER_");
}

/** What the other side has comes first, since both sides are mostly of one kind. */
function pairedChoices(known: readonly string[], profile: Profile, key: string): readonly Choice[] {
  const otherKey = otherSideOf(key);
  const other = profile.values.get(otherKey)?.value.toLowerCase();
  const paired = known.filter((label) => label.toLowerCase() === other);
  return [
    ...paired.map((label) => ({ label, description: l10n.t("as {otherKey}", { otherKey }) })),
    ...known.filter((label) => !paired.includes(label)).map((label) => ({ label })),
  ];
}

/** Found by code and by name: in the window's language and in English, with or without accents. */
function countryChoices(): readonly Choice[] {
  return countries().map(({ code, name, foundBy }) => ({
    label: code,
    description: name,
    filterText: foundBy.join(" "),
  }));
}
