import * as l10n from "@vscode/l10n";
import type { CsvFailure } from "../../core/credential/csv";

/** Why a CSV file of a fleet cannot be read. */
export const csvWords: Readonly<Record<CsvFailure["code"], string>> = {
  "csv-unclosed-quote": l10n.t("The CSV has a quote without an end."),
  "csv-text-behind-quote": l10n.t(
    "The CSV has text behind a closing quote: a quote within a field is written twice.",
  ),
  "csv-field-too-long": l10n.t("The CSV has a field that is too long to be a value."),
};
