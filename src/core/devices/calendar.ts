/** The day on which something ends, as a calendar shows it. */
export interface CalendarEvent {
  /** Unique for all time, and the same as long as it stands for the same thing; letters, digits, `-`, `.` and `@`. */
  readonly uid: string;
  /** Milliseconds since 1970 UTC; the day in UTC counts. */
  readonly atMs: number;
  readonly summary: string;
  readonly description: string;
  /** So many whole days before that day it reminds. */
  readonly reminderDays: number;
}

/**
 * Writes an iCalendar object with one all-day event each: CRLF at the end of each line, lines folded at 75 octets of UTF-8,
 * never within a character. `now` is the time of each DTSTAMP. Source: RFC 5545 §3.1, §3.3.11, §3.6.1 and §3.6.6.
 */
export function calendarOf(events: readonly CalendarEvent[], now: Date): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//ThingsBoard X.509//Certificate Expiry//EN",
    "CALSCALE:GREGORIAN",
    ...events.flatMap((event) => eventLines(event, now)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function eventLines(event: CalendarEvent, now: Date): readonly string[] {
  const { uid, atMs, summary, description, reminderDays } = event;
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${basicIso(now)}Z`,
    // Without DTEND an event of a DATE takes that day, RFC 5545 §3.6.1.
    `DTSTART;VALUE=DATE:${basicIso(new Date(atMs)).slice(0, 8)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(summary)}`,
    `TRIGGER:${reminderDays === 0 ? "PT0S" : `-P${reminderDays}D`}`,
    "END:VALARM",
    "END:VEVENT",
  ];
}

/** `20300613T235959`, in UTC. */
function basicIso(date: Date): string {
  return date.toISOString().replace(/[-:]/g, "").slice(0, 15);
}

/** RFC 5545 §3.3.11: TEXT has no control characters; a line break in it is `\n`. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\n/g, "\\n");
}

/** RFC 5545 §3.1: what continues begins with a space, which counts. */
const mostOctets = 75;

function folded(line: string): string {
  let text = "";
  let octets = 0;
  for (const character of line) {
    const size = sizeOf(character);
    if (octets + size > mostOctets) {
      text += "\r\n ";
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}

/** Bytes of a character in UTF-8. */
function sizeOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) {
    return 1;
  }
  return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
