import * as l10n from "@vscode/l10n";
import { html, type Html } from "./html";

/** The values behind a page's copy buttons: the page knows their numbers alone. */
export interface Copies {
  /** Makes a button that copies a value; `what` is said to those who do not see what stands beside it. */
  button(what: string, value: string): Html;
  all(): readonly string[];
}

/** Begins a list of values to copy. */
export function newCopies(): Copies {
  const values: string[] = [];
  return {
    button: (what, value) => {
      values.push(value);
      return html`<button
        type="button"
        class="copy"
        data-copy="${values.length - 1}"
        aria-label="${l10n.t("Copy {what}", { what })}"
        data-copied="${l10n.t("Copied")}"
        data-copied-label="${l10n.t("Copied: {what}", { what })}"
      >
        ${l10n.t("Copy")}
      </button>`;
    },
    all: () => values,
  };
}
