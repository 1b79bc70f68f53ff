/** Controls, format characters (bidi overrides among them), lone surrogates and line separators (Unicode 15 §4.5). */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Joiners that Persian, Indic scripts and emoji are written with: they move nothing. */
const joiners = "\u200c\u200d";

/**
 * Makes foreign text safe for one line: a control character becomes its picture (`␊`, `␛`), any other invisible
 * character its number (`⟨U+202E⟩`). What is left can neither begin a line, nor colour one, nor turn it around.
 */
export function safeText(text: string): string {
  return text.replace(unsafe, (character) => (joiners.includes(character) ? character : shown(character)));
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) {
    // Control Pictures, U+2400 to U+2421.
    return String.fromCodePoint(0x2400 + code);
  }
  return code === 0x7f ? "\u2421" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
