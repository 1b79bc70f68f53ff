import { primitive, tags } from "./asn1";
import type { Asn1 } from "./forge";

/** The first and the last moment that a certificate can name: four digits for the year (RFC 5280 §4.1.2.5). */
const startOfTimeMs = Date.parse("0000-01-01T00:00:00Z");
const endOfTimeMs = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Makes a Time to the second: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
 * What lies before the year 0 or behind the year 9999 becomes its first or last second.
 */
export function timeOf(date: Date): Asn1 {
  const { year, rest } = digitsOf(clampedToTime(date));
  return Number(year) >= 1950 && Number(year) < 2050
    ? primitive(tags.utcTime, Buffer.from(`${year.slice(2)}${rest}Z`))
    : primitive(tags.generalizedTime, Buffer.from(`${year}${rest}Z`));
}

/** Cuts a date to whole seconds and to what a certificate can name. */
export function clampedToTime(date: Date): Date {
  const wholeMs = Math.floor(date.getTime() / 1000) * 1000;
  return new Date(
    Number.isNaN(wholeMs) ? endOfTimeMs : Math.min(Math.max(wholeMs, startOfTimeMs), endOfTimeMs),
  );
}

/** Reads a Time; undefined where it is not exactly of the form that RFC 5280 §4.1.2.5 has. */
export function dateOf(node: Asn1 | undefined): Date | undefined {
  if (node?.kind !== "primitive" || node.tagClass !== "universal") {
    return undefined;
  }
  const text = Buffer.from(node.content).toString("latin1");
  if (node.tag === tags.utcTime && /^\d{12}Z$/.test(text)) {
    // RFC 5280 §4.1.2.5.1: two digits from 50 mean 19xx.
    return dateOfDigits(`${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}`);
  }
  return node.tag === tags.generalizedTime && /^\d{14}Z$/.test(text) ? dateOfDigits(text) : undefined;
}

/** Reads `YYYYMMDDhhmmssZ`; undefined where there is no such moment. */
function dateOfDigits(text: string): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6.000Z");
  const date = new Date(iso);
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso ? date : undefined;
}

function digitsOf(date: Date): { readonly year: string; readonly rest: string } {
  const digits = date.toISOString().replace(/\D/g, "");
  return { year: digits.slice(0, 4), rest: digits.slice(4, 14) };
}
