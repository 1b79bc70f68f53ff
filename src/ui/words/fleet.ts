import * as l10n from "@vscode/l10n";
import type { CsvFailure } from "../../core/credential/csv";
import type { DeviceRefusal } from "../../core/fleet/device";
import type { FleetFinding, FleetProblemCode } from "../../core/fleet/findings";
import type { FleetRunNote } from "../../core/fleet/runNote";
import { safeText } from "../../core/stream/safeText";
import type { FailedRow, Fleet, FleetProgress } from "../../flows/fleetTally";
import type { FleetFailure } from "../../flows/generateFleet";
import { folderOf, nameOf } from "../../flows/paths";
import type { CommandFailure } from "../command";
import { csvWords } from "./csv";
import { failureWords, type WordedFailure } from "./failures";
import { countText, listText, rateText, secondsText } from "./numbers";
import { problemWords } from "./problems";
import { sentence } from "./sentence";

const fleetWordings: Readonly<Record<FleetProblemCode | "csv-not-utf8", string>> = {
  "fleet-column-duplicate": l10n.t("There are two columns {column}. Rename or remove one."),
  "fleet-key-duplicate": l10n.t("Two columns mean {key}. Give one of them another meaning, or none."),
  "fleet-key-unknown": l10n.t(
    "The column {column} is to mean {key}, which is no key of a properties file. Use name or one of the keys.",
  ),
  "fleet-name-column-missing": l10n.t(
    "No column names the devices. Call one of them name, or say which one it is.",
  ),
  "fleet-row-length": l10n.t(
    "The row has {count} fields, and the header {wanted}. A comma or a quote is missing, or one too many.",
  ),
  "fleet-name-empty": l10n.t("The device has no name. Give it one."),
  "fleet-name-unsafe": l10n.t(
    "{name} cannot be the name of a folder on every system: it has a separator, a reserved or invisible character, or a dot, blank or hyphen at its edge. Use letters, digits, hyphens and dots.",
  ),
  "fleet-name-reserved": l10n.t(
    "{name} is a name that Windows keeps for a device, or a folder that devices are not looked for in. Use another.",
  ),
  "fleet-name-too-long": l10n.t("The name {name} is too long for a folder. Shorten it."),
  "fleet-name-duplicate": l10n.t(
    "Row {other} has the name {name} already. Each device needs a name of its own.",
  ),
  "fleet-name-collision": l10n.t(
    "{name} and the name in row {other} are one on file systems that ignore case or accents' encoding. Change one.",
  ),
  "fleet-value-unwritable": l10n.t("{key} cannot have this value: it holds a NUL character. Remove it."),
  "csv-not-utf8": l10n.t("The file is not UTF-8 here. Save it as CSV UTF-8."),
};

/** Says what is wrong in a fleet's CSV. */
export function fleetFindingWords({ code, values }: FleetFinding): string {
  if (isCsvCode(code)) {
    return csvWords[code];
  }
  return isFleetCode(code) ? sentence(fleetWordings[code], values) : problemWords({ code, values });
}

function isCsvCode(code: FleetFinding["code"]): code is CsvFailure["code"] {
  return code in csvWords;
}

function isFleetCode(code: FleetFinding["code"]): code is FleetProblemCode | "csv-not-utf8" {
  return code in fleetWordings;
}

const refusalWordings: Readonly<Partial<Record<string, string>>> = {
  "fleet-properties-differ": l10n.t(
    "{folder} has another keygen.properties than this row would give it, and it was left as it is. Rename the device, move the folder away, or let it be overwritten.",
  ),
  "fleet-bundle-differs": l10n.t(
    "The files in {folder} are not whole, or not this row's, and were left as they are. Move them away, or let them be overwritten.",
  ),
};

/** Says why a device of a fleet was not made. */
function deviceRefusalWords(refusal: DeviceRefusal): string {
  const wording = refusalWordings[refusal.code];
  return wording === undefined
    ? failureWords(refusal as WordedFailure).message
    : sentence(wording, { folder: folderOf(refusal.path ?? "") });
}

/** A row of which nothing was made, as a command gives it. */
export interface FailedRowWords {
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

/** Gives the code and the sentence of a row of which nothing was made. */
export function failedRowWords(failed: FailedRow): FailedRowWords {
  const { row } = failed;
  return "finding" in failed
    ? { row, code: failed.finding.code, message: fleetFindingWords(failed.finding) }
    : { row, code: failed.refusal.code, message: deviceRefusalWords(failed.refusal) };
}

/** Says why no fleet was generated; cancelling is none. */
export function fleetFailureWords(
  failure: Exclude<FleetFailure, { readonly code: "cancelled" }>,
): CommandFailure {
  if (failure.code !== "fleet-csv-changed") {
    return failureWords(failure);
  }
  const { code, path } = failure;
  return {
    code,
    message: l10n.t(
      "{file} was changed while it was checked, so nothing was generated. Save it and try again.",
      { file: safeText(nameOf(path)) },
    ),
    details: { path },
  };
}

/** Says what became of a fleet. */
export function fleetWords({ total, generated, skipped, failed, isRefused }: Fleet, csvPath: string): string {
  if (isRefused) {
    const rows = new Set(failed.map(({ row }) => row)).size;
    const file = safeText(nameOf(csvPath));
    return rows === 1
      ? l10n.t("Nothing was generated: 1 row of {file} has errors.", { file })
      : l10n.t("Nothing was generated: {rows} rows of {file} have errors.", { rows: countText(rows), file });
  }
  const parts = [
    generated === 1
      ? l10n.t("1 device generated")
      : l10n.t("{generated} devices generated", { generated: countText(generated) }),
    ...(skipped === 0 ? [] : [l10n.t("{skipped} already there", { skipped: countText(skipped) })]),
    ...(failed.length === 0
      ? []
      : [l10n.t("{failedCount} failed", { failedCount: countText(failed.length) })]),
  ];
  const facts = { parts: listText(parts), file: safeText(nameOf(csvPath)) };
  return total === 1
    ? l10n.t("{parts}, of 1 row in {file}.", facts)
    : l10n.t("{parts}, of {total} rows in {file}.", { ...facts, total: countText(total) });
}

/** Says how far a fleet is: how many, how fast, how long. */
export function progressWords({ done, total, failed, perSecond, leftMs }: FleetProgress): string {
  if (done === 0) {
    return l10n.t("0 of {total}", { total: countText(total) });
  }
  // What was there before is verified at another speed: it says nothing about what is left.
  const pace =
    perSecond === 0
      ? []
      : [rateText(perSecond), l10n.t("{duration} left", { duration: durationWords(leftMs) })];
  const parts = [
    l10n.t("{done} of {total}", { done: countText(done), total: countText(total) }),
    ...(failed === 0 ? [] : [l10n.t("{failed} failed", { failed: countText(failed) })]),
    ...pace,
  ];
  return listText(parts);
}

function durationWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90
    ? secondsText(1000 * seconds)
    : l10n.t("{count} min", { count: countText(Math.round(seconds / 60)) });
}

/** The title of what is shown while a fleet is generated. */
export function generatingTitle(csvPath: string): string {
  return l10n.t("Generating the fleet of {csv}", { csv: safeText(nameOf(csvPath)) });
}

/** The title of one of the questions before a fleet is generated. */
export function fleetQuestionTitle(step: number, steps: number): string {
  return l10n.t("Generate Fleet ({step}/{steps})", { step, steps });
}

/** The words of the question who signs a fleet. */
export const signerWords = {
  question: l10n.t("Who signs the certificates?"),
  ownKey: l10n.t("Each by its own key"),
  ownKeyDetail: l10n.t("Self-signed: ThingsBoard has to be given each certificate, by Provision Fleet"),
  ca: l10n.t("Device CA: once ThingsBoard has it, devices are made there when they connect"),
  usual: l10n.t("as in the settings"),
  newCa: l10n.t("New Device CA…"),
};

/** The buttons of the offer to go on with a fleet. */
export const unfinishedFleetButtons = {
  resume: l10n.t("Resume"),
  showCsv: l10n.t("Show CSV"),
  forget: l10n.t("Forget"),
};

/** Says that a fleet was left half-done, and how far it had come. */
export function unfinishedFleetText({
  csvPath,
  done,
  total,
}: Pick<FleetRunNote, "csvPath" | "done" | "total">): string {
  const csv = safeText(nameOf(csvPath));
  return done === 0
    ? l10n.t("Generating the fleet of {csv} was interrupted. Resume it? Devices that are there are kept.", {
        csv,
      })
    : l10n.t(
        "Generating the fleet of {csv} was interrupted: at least {done} of {total} devices are there. Resume it? They are verified and kept.",
        { csv, done: countText(done), total: countText(total) },
      );
}
