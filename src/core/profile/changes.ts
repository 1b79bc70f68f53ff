import { addLinesEdits, applyEdits, quoteForShell, setValueEdits } from "./edit";
import { defaultTextOf, keyRowOf, type KeySide } from "./keys";
import { removeEntryEdits } from "./lineEdits";
import { parseProfile } from "./parse";
import type { Entry, MachineNames, Profile, TextEdit } from "./profile";
import { problemTable } from "./problems";
import { referencesOf } from "./references";
import { textLinesOf } from "./textLines";
import { missingKeyRows } from "./validate";
import { curveNames } from "./valueChecks";

/** What is to become of one key of a properties file. */
export type Change =
  | { readonly kind: "set"; readonly key: string; readonly value: string }
  /** Put behind what is written, references included: letters, digits and `.:,*%-` alone. */
  | { readonly kind: "append"; readonly key: string; readonly text: string }
  /** Written as a new file has it, with what is worked out there, such as `$(hostname)`. */
  | { readonly kind: "default"; readonly key: string }
  | { readonly kind: "remove"; readonly key: string };

/** What a change makes of a file. */
export interface Changed {
  /** They refer to the text before; none where nothing has to be written. */
  readonly edits: readonly TextEdit[];
  /** The file with the edits. */
  readonly profile: Profile;
  /** What else was changed with it, so that the values go together. */
  readonly companions: readonly Change[];
  /** Every key whose value is another now, those that refer to the changed one among them. */
  readonly keys: readonly string[];
  /** False where a quote that is open somewhere else swallows what was written. */
  readonly isRead: boolean;
}

/**
 * Works out the smallest edits that change a key, and what has to change with it: the second of two passwords that
 * were the same; the curve, when the algorithm changes; the keys of the current generation, when the first of them
 * comes into a sound file of the first. Comments, order, quotes and line ends stay as they are.
 */
export function changeOf(profile: Profile, change: Change, machine: MachineNames): Changed {
  if (isNeedless(profile, change)) {
    return { edits: [], profile, companions: [], keys: [], isRead: true };
  }
  const main = attempt(profile, [change], machine);
  const companions = companionsOf(profile, main.profile, change.key);
  const { edits, profile: after } =
    companions.length === 0 ? main : attempt(profile, [change, ...companions], machine);
  const isRead =
    wantedValue(profile, change) === undefined || valueIn(after, change) === wantedValue(profile, change);
  return { edits, profile: after, companions, keys: keysThatDiffer(profile, after), isRead };
}

/** The value that a key is to have; undefined where the change leaves it to the file. */
function wantedValue(before: Profile, change: Change): string | undefined {
  switch (change.kind) {
    case "set":
      return change.value;
    case "append":
      return (valueIn(before, change) ?? "") + change.text;
    default:
      return undefined;
  }
}

function valueIn({ values }: Profile, { key }: Change): string | undefined {
  return values.get(key)?.value;
}

/** Tells whether a key of a file may go: no script needs it, and nothing in the file refers to it. */
export function isRemovable({ text, values }: Pick<Profile, "text" | "values">, key: string): boolean {
  const row = keyRowOf(key);
  const isNeeded = row !== undefined && row.required !== "never";
  return values.has(key) && !isNeeded && !referencesOf(text).some(({ name }) => name === key);
}

interface Attempt {
  readonly edits: readonly TextEdit[];
  readonly profile: Profile;
}

function attempt(profile: Profile, changes: readonly Change[], machine: MachineNames): Attempt {
  const edits = editsOf(profile, changes);
  const after = parseProfile(applyEdits(profile.text, edits), machine);
  const [first] = changes;
  // Beside an operator an assignment cannot go alone.
  return first?.kind === "remove" && !keepsOthers(profile, after, first.key)
    ? attempt(profile, [{ kind: "set", key: first.key, value: "" }], machine)
    : { edits, profile: after };
}

function keepsOthers(before: Profile, after: Profile, key: string): boolean {
  const [blockingBefore, blockingAfter] = [before, after].map(
    ({ problems }) => problems.filter(({ code }) => problemTable[code].blocksGeneration).length,
  );
  const isKept = [...before.values.keys()].every((other) => other === key || after.values.has(other));
  return isKept && (blockingAfter ?? 0) <= (blockingBefore ?? 0);
}

/** The value is there already, and bash reads it. */
function isNeedless({ values, problems }: Profile, change: Change): boolean {
  const entry = values.get(change.key);
  if (change.kind !== "set" || entry === undefined) {
    return change.kind === "remove" && entry === undefined;
  }
  const isSound = !problems.some(
    ({ severity, span }) =>
      severity === "error" && span.start >= entry.span.start && span.end <= entry.span.end,
  );
  return isSound && entry.value === change.value;
}

/** Changes keys of one text. What the file lacks is added together, at its end. */
function editsOf(profile: Profile, changes: readonly Change[]): readonly TextEdit[] {
  const added = changes.filter((change) => change.kind !== "remove" && !profile.values.has(change.key));
  const lines = added.map((change) => `${change.key}=${writtenOf(profile, change)}`);
  const inPlace = changes
    .filter((change) => !added.includes(change))
    .flatMap((change) => editsInPlace(profile, change))
    .filter(({ span, newText }) => newText !== profile.text.slice(span.start, span.end));
  return [...inPlace, ...(lines.length === 0 ? [] : addLinesEdits(textLinesOf(profile.text), lines))];
}

function editsInPlace(profile: Profile, change: Change): readonly TextEdit[] {
  const entry = profile.values.get(change.key);
  if (entry === undefined) {
    return [];
  }
  switch (change.kind) {
    case "set":
      return [...equalsEdits(profile, entry), ...setValueEdits(profile, change.key, change.value)];
    case "append": {
      const place = endOfText(profile.text.slice(entry.valueSpan.start, entry.valueSpan.end));
      const start = entry.valueSpan.start + place;
      return [{ span: { start, end: start }, newText: change.text }];
    }
    case "default":
      return [...equalsEdits(profile, entry), { span: entry.valueSpan, newText: writtenOf(profile, change) }];
    case "remove": {
      const lines = textLinesOf(profile.text);
      return profile.entries
        .filter(({ key }) => key === change.key)
        .flatMap(({ span }) => removeEntryEdits(lines, span));
    }
  }
}

/** Where a written value ends: before the quote that closes it, where one does. */
function endOfText(written: string): number {
  return /^\$?(["'])(?:(?!\1)[^\\]|\\.)*\1$/s.test(written) ? written.length - 1 : written.length;
}

/** Bash assigns nothing at `KEY = value`, and `KEY+=value` and `KEY[0]=value` are not read here. */
function equalsEdits({ text }: Profile, { keySpan, valueSpan }: Entry): readonly TextEdit[] {
  const span = { start: keySpan.end, end: valueSpan.start };
  return /[+[ \t]/.test(text.slice(span.start, span.end)) ? [{ span, newText: "=" }] : [];
}

function writtenOf({ generation }: Profile, change: Change): string {
  if (change.kind === "append") {
    return quoteForShell(change.text);
  }
  return change.kind === "set"
    ? quoteForShell(change.value)
    : (defaultTextOf(change.key, generation) ?? quoteForShell(""));
}

function companionsOf(before: Profile, after: Profile, key: string): readonly Change[] {
  const sides: readonly KeySide[] = ["server", "client"];
  return [
    ...sides.flatMap((side) => samePassword(before, after, side)),
    ...sides.flatMap((side) => fittingCurve(after, side, key)),
    ...currentKeys(before, after, key),
  ];
}

function keyOf(side: KeySide, rest: string): string {
  return `${side.toUpperCase()}_${rest}`;
}

/** Two passwords that were one stay one: a PKCS#12 keystore has room for one. */
function samePassword(before: Profile, after: Profile, side: KeySide): readonly Change[] {
  const keys = [keyOf(side, "KEYSTORE_PASSWORD"), keyOf(side, "KEY_PASSWORD")];
  const [store, own] = keys.map((key) => before.values.get(key)?.value);
  const [newStore, newOwn] = keys.map((key) => after.values.get(key)?.value);
  if (store === undefined || store !== own || newStore === newOwn) {
    return [];
  }
  const [key, value] = newStore === store ? [keys[0], newOwn] : [keys[1], newStore];
  return key === undefined || value === undefined ? [] : [{ kind: "set", key, value }];
}

/** An RSA key has no curve, and an EC key has one that every library knows. */
function fittingCurve(after: Profile, side: KeySide, key: string): readonly Change[] {
  if (key !== keyOf(side, "KEY_ALG")) {
    return [];
  }
  const curveKey = keyOf(side, "KEY_GROUP_NAME");
  const curve = after.values.get(curveKey)?.value ?? "";
  const algorithm = after.values.get(key)?.value.toUpperCase();
  if (algorithm === "RSA") {
    return curve === "" ? [] : [{ kind: "set", key: curveKey, value: "" }];
  }
  const isKnown = Object.hasOwn(curveNames, curve.toLowerCase());
  return algorithm !== "EC" || isKnown ? [] : [{ kind: "default", key: curveKey }];
}

/**
 * The first key of the current generation makes all of them required: the others then say what the file meant before,
 * which is RSA for a key whose curve nobody gave. `fittingCurve` adds the curve of an algorithm that is set.
 */
function currentKeys(before: Profile, after: Profile, key: string): readonly Change[] {
  const hasTurned = before.generation === "first" && after.generation === "current";
  if (!hasTurned || missingKeyRows(before).length > 0) {
    return [];
  }
  const changed = keyRowOf(key);
  const sideOfCurve = changed?.meaning === "key-curve" ? changed.side : undefined;
  return missingKeyRows(after)
    .filter(({ meaning }) => meaning !== "key-curve")
    .map(({ name, meaning, side }) =>
      meaning === "key-algorithm"
        ? { kind: "set", key: name, value: side === sideOfCurve ? "EC" : "RSA" }
        : { kind: "default", key: name },
    );
}

function keysThatDiffer(before: Profile, after: Profile): readonly string[] {
  const keys = new Set([...before.values.keys(), ...after.values.keys()]);
  return [...keys].filter((key) => before.values.get(key)?.value !== after.values.get(key)?.value);
}
