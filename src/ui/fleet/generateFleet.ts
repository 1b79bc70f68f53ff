import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ColumnMapping } from "../../core/fleet/columns";
import type { FleetRunNote } from "../../core/fleet/runNote";
import { fail, ok, type Result } from "../../core/result";
import type { CaChoice } from "../../flows/deviceCa";
import { fleetPropertiesPath } from "../../flows/fleetDevice";
import { isFleetReport, reportPathOf, writeFleetReport } from "../../flows/fleetReport";
import { noteFleetRun } from "../../flows/fleetRuns";
import type { FailedRow, Fleet } from "../../flows/fleetTally";
import { generateFleet, type FleetRequest } from "../../flows/generateFleet";
import { folderOf } from "../../flows/paths";
import type { App } from "../app";
import { caChoiceFor, withPassphrase } from "../caChoice";
import { booleanOption, optionsArgument, pathArgument, type PathArgument } from "../callArguments";
import { done, failed, showWithActions, type Action, type CommandFailure, type Outcome } from "../command";
import { concurrencyOption } from "../fleetDevices";
import { formatsFor, notSaved, validityDays } from "../generate";
import { offerGitignoreForAll } from "../gitignore";
import { saveEditorOf } from "../openFile";
import { withProgress } from "../progress";
import { fleetRunFolderOf } from "../unfinishedFleets";
import {
  failedRowWords,
  fleetFailureWords,
  fleetQuestionTitle,
  fleetWords,
  generatingTitle,
  progressWords,
  type FailedRowWords,
} from "../words/fleet";
import { failureWords } from "../words/failures";
import { askForCsv, askForTemplate } from "./fleetQuestions";
import { askForMapping } from "./mappingQuestions";
import { askForSigner, type ChosenSigner } from "./signerQuestion";

/** What the command gives to its caller. */
export interface GeneratedFleet {
  readonly total: number;
  readonly generated: number;
  readonly skipped: number;
  readonly failed: readonly FailedRowWords[];
}

/** What the arguments and the person's answers say. */
interface Wishes extends Omit<FleetRunNote, "caPath" | "done" | "total"> {
  readonly ca: CaChoice | undefined;
}

/**
 * Generates a device for each row of a CSV. With `csv` and `template` nothing is asked; without, the person picks them, and
 * sees what the columns mean and how the first devices will be before anything is written.
 */
export async function generateFleetCommand(app: App, argument: unknown): Promise<Outcome<GeneratedFleet>> {
  const wishes = await wishesOf(app, argument);
  if (wishes?.kind !== "done") {
    return wishes;
  }
  const { csvPath, templatePath } = wishes.value;
  for (const path of [csvPath, templatePath]) {
    if ((await saveEditorOf(path)) === "not-saved") {
      return failed(notSaved(path));
    }
  }
  const made = await madeWithProgress(app, wishes.value);
  if (made?.ok !== true) {
    return made === undefined || made.failure.code === "cancelled"
      ? undefined
      : failed(fleetFailureWords(made.failure));
  }
  return told(app, wishes.value, made.value);
}

/** While it runs, a note of it lies where the next start looks: a run that is killed is offered again. */
async function madeWithProgress(
  app: App,
  { ca, ...wishes }: Wishes,
): Promise<Awaited<ReturnType<typeof generateFleet>> | undefined> {
  const request: FleetRequest = {
    ...wishes,
    validityDays: validityDays("client", wishes.templatePath),
    formats: formatsFor(wishes.templatePath),
  };
  const note = ca === undefined ? wishes : { ...wishes, caPath: ca.certificatePath };
  const folder = fleetRunFolderOf(app);
  const log = folder === undefined ? undefined : await noteFleetRun(note, folder, app.world);
  try {
    return await withPassphrase(ca, (choice) =>
      withProgress(generatingTitle(wishes.csvPath), (signal, tell) =>
        generateFleet(choice === undefined ? request : { ...request, ca: choice }, app.world, {
          signal,
          tell: (progress) => {
            tell(progressWords(progress));
            log?.tell(progress);
          },
        }),
      ),
    );
  } finally {
    const failure = await log?.end();
    if (failure !== undefined) {
      app.log.warn(`generateFleet: the run was not noted: ${failure.code}`);
    }
  }
}

async function wishesOf(app: App, argument: unknown): Promise<Outcome<Wishes>> {
  const options = optionsArgument(argument);
  const given = givenBy(argument, options);
  if (given === undefined) {
    return failed(badOptions);
  }
  const files = await filesFor(app, given);
  if (files === undefined) {
    return undefined;
  }
  const { csvPath, templatePath, isAsked, steps } = files;
  const signer = await signerFor(files, options);
  if (signer?.kind !== "done") {
    return signer;
  }
  const { overwrite, concurrency, folder = folderOf(csvPath) } = given;
  const preview = { csvPath, templatePath, mapping: given.mapping, ca: signer.value.ca, folder };
  const title = fleetQuestionTitle(steps, steps);
  const mapping = isAsked ? await askForMapping(app, preview, title) : ok(given.mapping);
  if (mapping?.ok !== true) {
    return mapping && failed(mapping.failure);
  }
  return done({ ...preview, mapping: mapping.value, overwrite, concurrency });
}

/** A person who chose the files chooses who signs, too, unless that was said. */
async function signerFor(
  { templatePath, isAsked, steps }: FleetFiles,
  options: ReturnType<typeof optionsArgument>,
): Promise<Outcome<ChosenSigner>> {
  const usual = caChoiceFor(templatePath, "client", options);
  if (!usual.ok) {
    return failed(usual.failure);
  }
  if (!isAsked || options["ca"] !== undefined) {
    return done({ ca: usual.value });
  }
  const chosen = await askForSigner(usual.value, fleetQuestionTitle(steps - 1, steps));
  return chosen && done(chosen);
}

interface FleetFiles {
  readonly csvPath: string;
  readonly templatePath: string;
  /** Whether the person chose one of them. */
  readonly isAsked: boolean;
  /** How many questions there are, besides that for the CSV. */
  readonly steps: number;
}

async function filesFor(app: App, { csv, template }: Given): Promise<FleetFiles | undefined> {
  const steps = template === undefined ? 3 : 2;
  const csvPath = csv ?? (await askForCsv());
  const templatePath =
    csvPath === undefined
      ? undefined
      : (template ?? (await askForTemplate(app, fleetQuestionTitle(1, steps))));
  return csvPath === undefined || templatePath === undefined
    ? undefined
    : { csvPath, templatePath, isAsked: csv === undefined || template === undefined, steps };
}

interface Given extends Pick<Wishes, "mapping" | "concurrency" | "overwrite"> {
  readonly csv: string | undefined;
  readonly template: string | undefined;
  readonly folder: string | undefined;
}

/** Reads the argument: the options, or the CSV that a menu of the Explorer was opened on. */
function givenBy(argument: unknown, options: ReturnType<typeof optionsArgument>): Given | undefined {
  const asCsv = pathArgument(argument);
  const csv = asCsv.kind === "path" ? asCsv : pathArgument(options["csv"]);
  const [template, folder] = [pathArgument(options["template"]), pathArgument(options["folder"])];
  const mapping = mappingOption(options["mapping"]);
  const concurrency = concurrencyOption(options["concurrency"] ?? undefined, 16);
  if ([csv, template, folder].some(isNoPath) || mapping === undefined || concurrency === undefined) {
    return undefined;
  }
  return {
    ...{ csv: pathIn(csv), template: pathIn(template), folder: pathIn(folder), mapping, concurrency },
    overwrite: booleanOption(options["overwrite"]) ?? false,
  };
}

function pathIn(given: PathArgument): string | undefined {
  return given.kind === "path" ? given.path : undefined;
}

function isNoPath({ kind }: PathArgument): boolean {
  return kind === "invalid" || kind === "not-on-disk";
}

/** Undefined where it is something else than texts by the names of columns. */
function mappingOption(value: unknown): ColumnMapping | undefined {
  const mapping = value === undefined ? {} : value;
  const isMapping =
    typeof mapping === "object" &&
    mapping !== null &&
    Object.values(mapping).every((meaning) => typeof meaning === "string");
  return isMapping ? (mapping as ColumnMapping) : undefined;
}

/** Shows what came of it, in a message and in the Problems view, and writes the report where rows failed. */
async function told(app: App, wishes: Wishes, fleet: Fleet): Promise<Outcome<GeneratedFleet>> {
  const { csvPath } = wishes;
  const { total, generated, skipped } = fleet;
  const rows = fleet.failed.map(failedRowWords);
  const uri = vscode.Uri.file(csvPath);
  app.fleetProblems.set(
    uri,
    fleet.failed.map((row, index) => diagnosticOf(row, rows[index])),
  );
  const report = await reported(app, csvPath, rows);
  if (report?.ok === false) {
    void showWithActions("error", report.failure.message, report.failure.actions ?? []);
  }
  const actions = actionsFor(wishes, fleet, report?.ok === true ? report.value : undefined);
  void showWithActions(rows.length === 0 ? "information" : "warning", fleetWords(fleet, csvPath), actions);
  if (fleet.example !== undefined) {
    offerGitignoreForAll(app, fleetPropertiesPath(wishes, fleet.example));
  }
  return done({ total, generated, skipped, failed: rows });
}

/** Undefined where there is nothing to report: what an earlier run did is then right by now, and goes. */
async function reported(
  app: App,
  csvPath: string,
  rows: readonly FailedRowWords[],
): Promise<Result<string, CommandFailure> | undefined> {
  const path = reportPathOf(csvPath);
  if (rows.length > 0) {
    const written = await writeFleetReport(path, rows, app.world);
    return written.ok ? ok(path) : fail(failureWords(written.failure));
  }
  if (await isFleetReport(path, app.world)) {
    await vscode.workspace.fs.delete(vscode.Uri.file(path));
  }
  return undefined;
}

const differing = new Set(["fleet-properties-differ", "fleet-bundle-differs"]);

function actionsFor(wishes: Wishes, fleet: Fleet, report: string | undefined): readonly Action[] {
  const { csvPath, templatePath, ca, ...rest } = wishes;
  const isReplaceable = fleet.failed.some((row) => "refusal" in row && differing.has(row.refusal.code));
  const again = {
    ...rest,
    ...{ csv: csvPath, template: templatePath, overwrite: true },
    ca: ca?.certificatePath ?? false,
  };
  return [
    ...(fleet.failed.length === 0
      ? []
      : [{ title: l10n.t("Show Problems"), command: "workbench.actions.view.problems", args: [] }]),
    ...(report === undefined
      ? []
      : [{ title: l10n.t("Show Report"), command: "thingsboardX509.openAt", args: [report] }]),
    ...(isReplaceable
      ? [{ title: l10n.t("Replace What Differs"), command: "thingsboardX509.generateFleet", args: [again] }]
      : []),
    ...(fleet.isRefused
      ? []
      : [
          { title: l10n.t("Show in Tree"), command: "thingsboardX509.devices.focus", args: [] },
          {
            title: l10n.t("Provision Fleet…"),
            command: "thingsboardX509.provisionFleet",
            args: [vscode.Uri.file(wishes.folder)],
          },
        ]),
  ];
}

/** A row that could not be written is told at its line. */
function diagnosticOf(row: FailedRow, words: FailedRowWords | undefined): vscode.Diagnostic {
  const range =
    "finding" in row
      ? new vscode.Range(
          row.finding.place.line - 1,
          row.finding.place.column - 1,
          row.finding.end.line - 1,
          row.finding.end.column - 1,
        )
      : new vscode.Range(row.line - 1, 0, row.line, 0);
  const diagnostic = new vscode.Diagnostic(range, words?.message ?? "");
  diagnostic.source = "ThingsBoard X.509";
  diagnostic.code = words?.code ?? "";
  return diagnostic;
}

const badOptions: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "No fleet was generated: csv, template and folder have to be on disk, absolute paths or Uris; mapping holds texts by the names of columns, and concurrency is 1 to 256.",
  ),
};
