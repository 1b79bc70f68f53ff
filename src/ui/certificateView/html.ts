import { safeText } from "../../core/stream/safeText";
import { shortened } from "../words/shortened";

/** A piece of HTML that is safe to be put into a page as it is. */
export interface Html {
  readonly html: string;
}

/** What a page is made of: text is escaped, HTML is not, lists are put together. */
type Part = string | number | Html | readonly Html[];

/** More than any honest value has; a longer one would only make the page slow. */
const longestValue = 2000;

/**
 * Makes HTML of a template. Each value in it is text unless it is HTML already: it is escaped for content and
 * attributes alike, and what is invisible or turns a line around is made visible.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, index) => text + htmlOf(parts[index] ?? "")).join("") };
}

/** Marks a foreign value off from the text around it, so that its writing direction stays its own. */
export function foreign(value: string): Html {
  return html`<bdi>${value}</bdi>`;
}

/** Puts HTML into the places of a sentence, `{name}`. */
export function filled(sentence: string, places: Readonly<Record<string, Html>>): Html {
  const parts = sentence.split(/\{(\w+)\}/);
  return { html: parts.map((part, index) => htmlOf(index % 2 === 0 ? part : (places[part] ?? ""))).join("") };
}

/** Nothing. */
export const nothing: Html = { html: "" };

function htmlOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") {
    return escaped(String(part));
  }
  return "html" in part ? part.html : part.map((one) => one.html).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return safeText(shortened(text, longestValue)).replace(
    /[&<>"']/g,
    (character) => entities[character] ?? character,
  );
}
