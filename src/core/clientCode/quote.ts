/*
 * Text as literals of the languages. A literal holds no control or format character, no separator but the space and no
 * lone surrogate, so that a name can neither end a line, nor turn one around, nor command a terminal that it is pasted
 * into. The one exception: a POSIX shell has no escape for a newline, which stands between single quotes there.
 */

/** Controls, format characters (bidi overrides among them), lone surrogates, line and paragraph separators. */
const invisible = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}`;

/** Single quotes; what is invisible; all else. */
const shellPieces = new RegExp(String.raw`('+)|((?:(?!\n)[${invisible}])+)|((?:\n|[^'${invisible}])+)`, "gu");

/** Writes one word of a POSIX shell (POSIX.1-2017 §2.2). No word can hold NUL, which is left out. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) {
    return text;
  }
  const pieces = [...text.replaceAll("\0", "").matchAll(shellPieces)].map(([piece, quotes, hidden]) => {
    if (quotes !== undefined) {
      return `"${quotes}"`;
    }
    return hidden === undefined ? `'${piece}'` : `"$(printf ${printfFormat(Buffer.from(hidden))})"`;
  });
  return pieces.length === 0 ? "''" : pieces.join("");
}

/** Writes bytes as the quoted format of printf(1): letters, digits and slashes as they are, all else octal. */
export function printfFormat(bytes: Uint8Array): string {
  return `'${Array.from(bytes, (byte) => (/[\w/]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : octal(byte))).join("")}'`;
}

/** Writes a string literal of C (C17 §6.4.5) in UTF-8. NUL ends a string there and is left out. */
export function cString(text: string): string {
  const unsafe = new RegExp(`["\\\\?${invisible}]`, "gu");
  return `"${text.replaceAll("\0", "").replace(unsafe, (character) =>
    // "??/" would be a trigraph (§5.2.1.1).
    /["\\?]/.test(character) ? `\\${character}` : Array.from(Buffer.from(character), octal).join(""),
  )}"`;
}

/** Writes a string literal of Java (JLS §3.10.5) in ASCII, whatever encoding its compiler reads. */
export function javaString(text: string): string {
  return `"${text.replace(/["\\]|[^ -~]/g, (unit) => (/["\\]/.test(unit) ? `\\${unit}` : javaEscape(unit)))}"`;
}

/** A Unicode escape is replaced before strings are read (JLS §3.3), so one of a line end would end the line. */
function javaEscape(unit: string): string {
  const code = unit.charCodeAt(0);
  return code < 0x20 ? octal(code) : fourDigits(code);
}

/** Writes a string literal of JavaScript (ECMA-262 §12.9.4). */
export function jsString(text: string): string {
  return inFewestEscapes(text, (character) => units(character).map(fourDigits).join(""));
}

/** Writes a string literal of Python (Language Reference §2.4.1). */
export function pythonString(text: string): string {
  return inFewestEscapes(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : fourDigits(code);
  });
}

/** Takes the quote that the text has fewer of, as formatters do; double where it is equal. */
function inFewestEscapes(text: string, escaped: (character: string) => string): string {
  const quote = text.split('"').length > text.split("'").length ? "'" : '"';
  const unsafe = new RegExp(`[${quote}\\\\${invisible}]`, "gu");
  const inside = text.replace(unsafe, (character) =>
    character === quote || character === "\\" ? `\\${character}` : escaped(character),
  );
  return quote + inside + quote;
}

/** UTF-16 code units. */
function units(character: string): readonly number[] {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, "0")}`;
}

function fourDigits(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
