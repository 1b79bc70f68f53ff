import type { Span } from "../problem";

/** The kinds of alternative names that we write. */
export type AlternativeNameKind = "dns" | "ip" | "uri" | "email";

/** One item of a `SUBJECT_ALTERNATIVE_NAMES` value. */
export interface AlternativeNameText {
  /** Undefined where the item is not a valid name. */
  readonly kind?: AlternativeNameKind;
  readonly value: string;
  /** Where the item stands in the value. */
  readonly span: Span;
}

/**
 * Reads keytool's `-ext san=` syntax: `dns:tb.local,ip:127.0.0.1`, kinds in any case; blanks around an item are allowed.
 * An empty text has no items. Source: JDK `keytool`, "Common Command Options", ext.
 */
export function readAlternativeNames(text: string): readonly AlternativeNameText[] {
  if (text.trim() === "") {
    return [];
  }
  let start = 0;
  return text.split(",").map((item) => {
    const span = trimmedSpan(item, start);
    start += item.length + 1;
    return readItem(text.slice(span.start, span.end), span);
  });
}

/** Tells whether a text is a host name as RFC 1123 §2.1 has it, with a leading wildcard label allowed. */
export function isDnsName(text: string): boolean {
  const labels = (text.startsWith("*.") ? text.slice(2) : text).split(".");
  return (
    text.length <= 253 &&
    labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label))
  );
}

/** Tells whether a text is an IPv4 address in dotted decimals without leading zeros. */
export function isIpv4(text: string): boolean {
  const numbers = text.split(".");
  return (
    numbers.length === 4 &&
    numbers.every((number) => /^(?:0|[1-9]\d{0,2})$/.test(number) && Number(number) <= 255)
  );
}

/** Gives the eight groups of an IPv6 address in any text form of RFC 4291 §2.2; undefined for any other text. */
export function ipv6Groups(text: string): readonly number[] | undefined {
  if (text.length > 45 || !text.includes(":")) {
    return undefined;
  }
  const halves = text.split("::");
  const [head, tail] = halves.map(groupsOf);
  if (halves.length === 1) {
    return head?.length === 8 ? head : undefined;
  }
  const hasDottedHead = halves[0]?.includes(".") === true;
  return halves.length > 2 || hasDottedHead ? undefined : withZeros(head, tail);
}

/** Joins what stands before and behind `::`, which stands for at least one group. */
function withZeros(
  head: readonly number[] | undefined,
  tail: readonly number[] | undefined,
): readonly number[] | undefined {
  const missing = 8 - (head?.length ?? 8) - (tail?.length ?? 8);
  return head === undefined || tail === undefined || missing < 1
    ? undefined
    : [...head, ...Array<number>(missing).fill(0), ...tail];
}

const itemChecks: Readonly<Record<AlternativeNameKind, (value: string) => boolean>> = {
  dns: isDnsName,
  ip: (value) => isIpv4(value) || ipv6Groups(value) !== undefined,
  uri: (value) => /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(value),
  email: (value) =>
    /^[!-?A-~]{1,64}@[!-?A-~]+$/.test(value) && isDnsName(value.slice(value.indexOf("@") + 1)),
};

function readItem(item: string, span: Span): AlternativeNameText {
  const colon = item.indexOf(":");
  const kind = item.slice(0, Math.max(0, colon)).toLowerCase();
  const value = item.slice(colon + 1);
  return isKind(kind) && itemChecks[kind](value) ? { kind, value, span } : { value: item, span };
}

function isKind(text: string): text is AlternativeNameKind {
  return Object.hasOwn(itemChecks, text);
}

/** The span of an item without its blanks, for an item that starts at `start`. */
function trimmedSpan(item: string, start: number): Span {
  const lead = item.length - item.trimStart().length;
  return { start: start + lead, end: start + Math.max(lead, item.trimEnd().length) };
}

/** The 16-bit groups of one side of `::`, a dotted tail counted as two; undefined where it is none. */
function groupsOf(text: string): readonly number[] | undefined {
  if (text === "") {
    return [];
  }
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  const dotted = last.includes(".") ? dottedGroups(last) : undefined;
  const hexadecimal = last.includes(".") ? parts.slice(0, -1) : parts;
  if (
    (last.includes(".") && dotted === undefined) ||
    !hexadecimal.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))
  ) {
    return undefined;
  }
  return [...hexadecimal.map((part) => Number.parseInt(part, 16)), ...(dotted ?? [])];
}

function dottedGroups(text: string): readonly number[] | undefined {
  if (!isIpv4(text)) {
    return undefined;
  }
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [a * 256 + b, c * 256 + d];
}
