import type { CsvFailure } from "../../core/credential/csv";

/** Why a CSV file cannot be read, behind its name and place. */
export const csvWords: Readonly<Record<CsvFailure["code"], string>> = {
  "csv-unclosed-quote": "has a quote without an end.",
  "csv-text-behind-quote": "has text behind a closing quote: a quote within a field is written twice.",
  "csv-field-too-long": "has a field that is too long to be a value.",
};
