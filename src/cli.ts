#!/usr/bin/env node
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseMqttUrl } from "./core/connection/options";
import { defaultSubscriptions } from "./core/connection/topics";
import type { ProfileProblem } from "./core/profile/profile";
import { problemTable } from "./core/profile/problems";
import { fail, ok, type Result } from "./core/result";
import { safeText } from "./core/stream/safeText";
import { writeFleetReport, reportPathOf } from "./flows/fleetReport";
import type { FailedRow } from "./flows/fleetTally";
import { generateFleet, type FleetRequest } from "./flows/generateFleet";
import { generateIdentity } from "./flows/generateIdentity";
import { loadProfile, type ProfileInvalid } from "./flows/loadProfile";
import { folderOf } from "./flows/paths";
import { testConnection } from "./flows/testConnection";
import { nodeWorld } from "./io/world";
import { failedRowWords, fleetFailureWords, fleetWords, progressWords } from "./ui/words/fleet";
import { failureWords, type WordedFailure } from "./ui/words/failures";
import { problemWords } from "./ui/words/problems";
import { outcomeLines, phaseLine, reportWords } from "./ui/words/report";

// The command line: docs/command-line.md says what it takes and gives. Files of secrets are written, never shown.

/** What a program ends with. */
const exitCodes = { done: 0, findings: 1, usage: 2, failed: 3, cancelled: 130 } as const;

type Ending = keyof typeof exitCodes;

/** What a command came to: lines for a person, an object for a program. */
interface Answer {
  readonly ending: Ending;
  readonly lines: readonly string[];
  readonly json: unknown;
}

const options = {
  properties: { type: "string", short: "p", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
  server: { type: "string" },
  "server-side": { type: "boolean", default: false },
  overwrite: { type: "boolean", default: false },
  days: { type: "string" },
  ca: { type: "string" },
  "ca-file": { type: "string" },
  folder: { type: "string" },
  map: { type: "string", multiple: true, default: [] as string[] },
  concurrency: { type: "string" },
  report: { type: "string" },
  timeout: { type: "string", default: "10" },
  help: { type: "boolean", short: "h", default: false },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>["values"];

interface Call {
  readonly given: Given;
  readonly positionals: readonly string[];
}

type Command = (call: Call, signal: AbortSignal) => Promise<Answer>;

const commands: Readonly<Partial<Record<string, Command>>> = {
  validate,
  generate,
  fleet,
  test,
};

const usage = `thingsboard-x509 validate [-p FILE]… [FILE]… [--json]
thingsboard-x509 generate [-p FILE] [--server-side] [--overwrite] [--days N] [--ca FILE] [--json]
thingsboard-x509 fleet CSV [-p TEMPLATE] [--folder DIR] [--map COLUMN=KEY]… [--overwrite] [--days N]
                 [--ca FILE] [--concurrency N] [--report FILE] [--json]
thingsboard-x509 test --server mqtts://HOST[:PORT] [-p FILE] [--ca-file FILE] [--timeout SECONDS] [--json]

The passphrase of a device CA is read from THINGSBOARD_X509_CA_PASSPHRASE.`;

/** There is no keyring here: a passphrase comes from the environment. */
const world = nodeWorld({
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(fail({ code: "secrets-unavailable" })),
  delete: () => Promise.resolve(),
});

/** Checks each file; the worst of what they come to is what all come to. */
async function validate({ given, positionals }: Call): Promise<Answer> {
  const named = [...given.properties, ...positionals];
  if (named.length < 2) {
    return validated(path.resolve(named[0] ?? propertiesIn(given)));
  }
  const answers = await Promise.all(named.map((file) => validated(path.resolve(file))));
  const diagnostics = answers.flatMap(({ json }) => json.diagnostics ?? []);
  const errors = answers.flatMap(({ json }) => json.error ?? []);
  const worst = (["failed", "findings"] as const).find((one) => answers.some(({ ending }) => ending === one));
  return {
    ending: worst ?? "done",
    lines: answers.flatMap(({ lines }) => lines),
    json: errors.length === 0 ? { diagnostics } : { errors, diagnostics },
  };
}

/** What one file came to. */
interface Validated extends Answer {
  readonly json: { readonly diagnostics?: readonly Diagnostic[]; readonly error?: ErrorWords };
}

async function validated(file: string): Promise<Validated> {
  const profile = await loadProfile(file, world);
  if (!profile.ok) {
    return failedAs(failureWords(profile.failure));
  }
  const diagnostics = diagnosticsOf({ ...profile.value, path: file });
  const lines = diagnostics.map(diagnosticLine);
  const isWrong = profile.value.problems.some(({ code }) => problemTable[code].severity === "error");
  return { ending: isWrong ? "findings" : "done", lines, json: { diagnostics } };
}

interface Diagnostic extends Pick<ProfileProblem, "severity"> {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

function diagnosticsOf({ path: file, text, problems }: Omit<ProfileInvalid, "code">): readonly Diagnostic[] {
  return problems.map((problem) => {
    const before = text.slice(0, problem.span.start).split(/\r\n?|\n/);
    const place = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
    const { code, severity } = problem;
    return { file, code, severity, message: problemWords(problem), ...place };
  });
}

/** The form that compilers have, which the problem matcher of package.json reads. */
function diagnosticLine({ file, line, column, severity, message, code }: Diagnostic): string {
  return `${file}:${line}:${column}: ${severity}: ${message} [${code}]`;
}

async function generate({ given }: Call, signal: AbortSignal): Promise<Answer> {
  const side = given["server-side"] ? "server" : "client";
  const days = countIn(given.days, side === "server" ? 825 : 3650);
  if (!days.ok) {
    return badUsage(days.failure);
  }
  const propertiesPath = path.resolve(propertiesIn(given));
  const request = { propertiesPath, side, overwrite: given.overwrite, validityDays: days.value } as const;
  const done = await generateIdentity({ ...request, ...caIn(given) }, world, signal);
  if (!done.ok) {
    const { failure } = done;
    const answer = refused(failure);
    const found = failure.code === "properties-invalid" ? diagnosticsOf(failure).map(diagnosticLine) : [];
    const next = failure.code === "file-exists" ? [toReplace] : [];
    return { ...answer, lines: [...found, ...answer.lines, ...next] };
  }
  const { files, fingerprint256, credentialsId, notAfter } = done.value;
  const json = { files, fingerprint256, credentialsId, notAfter: notAfter.toISOString() };
  return { ending: "done", lines: files, json };
}

async function fleet({ given, positionals }: Call, signal: AbortSignal): Promise<Answer> {
  const request = fleetRequest(given, positionals);
  if (!request.ok) {
    return badUsage(request.failure);
  }
  const { csvPath } = request.value;
  const made = await generateFleet(request.value, world, { signal, tell: teller(given) });
  if (!made.ok) {
    return made.failure.code === "cancelled"
      ? refused(made.failure)
      : failedAs(fleetFailureWords(made.failure));
  }
  const failed = made.value.failed.map(failedRowWords);
  const report = path.resolve(given.report ?? reportPathOf(csvPath));
  const written = failed.length === 0 ? ok(undefined) : await writeFleetReport(report, failed, world);
  const { total, generated, skipped } = made.value;
  const lines = [
    ...made.value.failed.map((row) => diagnosticLine(rowDiagnostic(csvPath, row))),
    fleetWords(made.value, csvPath),
    ...(written.ok ? [] : [failureWords(written.failure).message]),
  ];
  const json = { total, generated, skipped, failed };
  return { ending: failed.length === 0 ? "done" : "findings", lines, json };
}

function rowDiagnostic(file: string, failed: FailedRow): Diagnostic {
  const { row, code, message } = failedRowWords(failed);
  const place = "finding" in failed ? failed.finding.place : { line: failed.line, column: 1 };
  const severity = "error" as const;
  return { file, code, severity, message: `row ${row}: ${message}`, line: place.line, column: place.column };
}

function fleetRequest(given: Given, positionals: readonly string[]): Result<FleetRequest, string> {
  const [csv, ...others] = positionals;
  const days = countIn(given.days, 3650);
  const concurrency = countIn(given.concurrency, Math.min(64, 16 * availableParallelism()));
  const mapping = mappingIn(given.map);
  if (csv === undefined || others.length > 0 || mapping === undefined || !days.ok || !concurrency.ok) {
    return fail("fleet takes one CSV file, --map COLUMN=KEY, and numbers from 1");
  }
  const csvPath = path.resolve(csv);
  return ok({
    csvPath,
    templatePath: path.resolve(propertiesIn(given)),
    folder: given.folder === undefined ? folderOf(csvPath) : path.resolve(given.folder),
    mapping,
    validityDays: days.value,
    formats: { keystore: "jks", pkcs12: "modern" },
    overwrite: given.overwrite,
    concurrency: concurrency.value,
    ...caIn(given),
  });
}

/** A line of its own that is written anew, where somebody looks. */
function teller({ json }: Given): Parameters<typeof generateFleet>[2]["tell"] {
  return (progress) => {
    if (process.stderr.isTTY && !json) {
      process.stderr.write(`\r\u001B[K${progress.done === progress.total ? "" : progressWords(progress)}`);
    }
  };
}

async function test({ given }: Call, signal: AbortSignal): Promise<Answer> {
  const seconds = countIn(given.timeout, 10);
  const endpoint = parseMqttUrl(given.server ?? "");
  if (!endpoint.ok || !seconds.ok) {
    return badUsage("test needs --server mqtts://HOST[:PORT]");
  }
  const server = {
    name: given.server ?? "",
    mqttUrl: given.server ?? "",
    ...(given["ca-file"] === undefined ? {} : { caFile: path.resolve(given["ca-file"]) }),
  };
  const request = {
    propertiesPath: path.resolve(propertiesIn(given)),
    server,
    timeoutMs: 1000 * seconds.value,
    protocolVersion: 4,
    subscriptions: defaultSubscriptions,
    keepOpen: false,
  } as const;
  const outcome = await testConnection(request, world, {}, signal);
  if (outcome === undefined) {
    return refused({ code: "cancelled" });
  }
  const { report } = outcome;
  const now = new Date();
  const context = {
    device: propertiesIn(given),
    atMs: now.getTime(),
    utcOffsetMinutes: -now.getTimezoneOffset(),
  };
  const phases = report.phases.map((phase) => phaseLine(phase, context));
  const lines = [...phases, ...outcomeLines(report, context)];
  return { ending: report.ok ? "done" : "findings", lines, json: reportWords(report) };
}

function caIn({ ca }: Given): {
  readonly ca?: { readonly certificatePath: string; readonly passphrase?: string };
} {
  const passphrase = process.env["THINGSBOARD_X509_CA_PASSPHRASE"];
  return ca === undefined
    ? {}
    : { ca: { certificatePath: path.resolve(ca), ...(passphrase === undefined ? {} : { passphrase }) } };
}

/** As with every option that is given twice, the last one counts. */
function propertiesIn({ properties }: Given): string {
  return properties.at(-1) ?? "keygen.properties";
}

function countIn(text: string | undefined, otherwise: number): Result<number, string> {
  const count = text === undefined ? otherwise : Number(text);
  return Number.isSafeInteger(count) && count >= 1 && count <= 36_500
    ? ok(count)
    : fail(`${String(text)} is no number from 1`);
}

/** `COLUMN=KEY`; the last `=` parts them, as a key has none. */
function mappingIn(pairs: readonly string[]): Readonly<Record<string, string>> | undefined {
  const read = pairs.map((pair) => /^(.*)=(\w*)$/s.exec(pair));
  return read.every((one) => one !== null)
    ? Object.fromEntries(read.map(([, column = "", key = ""]) => [column, key]))
    : undefined;
}

function refused(failure: WordedFailure | { readonly code: "cancelled" }): Answer {
  return failure.code === "cancelled"
    ? { ending: "cancelled", lines: [], json: { error: { code: "cancelled", message: "Cancelled." } } }
    : failedAs(failureWords(failure));
}

/** How an error is told to a program. */
interface ErrorWords {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

function failedAs({ code, message, details }: ReturnType<typeof failureWords>): Answer & {
  readonly json: { readonly error: ErrorWords };
} {
  const error = { code, message, ...(details === undefined ? {} : { details }) };
  return { ending: "failed", lines: [`${message} [${code}]`], json: { error } };
}

/** What there is to do where a bundle is there already. */
const toReplace = "--overwrite replaces the bundle, and keeps the old one in backup/.";

function badUsage(message: string): Answer {
  return {
    ending: "usage",
    lines: [`${message}.`, "", ...usage.split("\n")],
    json: { error: { code: "argument-invalid", message } },
  };
}

/** `parseArgs` throws for what it does not know, with a code of its own and a message meant for people. */
function parsed(args: readonly string[]): Result<Call, string> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return ok({ given: values, positionals });
  } catch (error) {
    if (
      error instanceof TypeError &&
      String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS")
    ) {
      return fail(error.message.replace(/\.$/, ""));
    }
    throw error;
  }
}

async function answered([name = "", ...args]: readonly string[]): Promise<
  Answer & { readonly isJson: boolean }
> {
  const call = parsed(name.startsWith("-") ? [name, ...args] : args);
  if (!call.ok) {
    return { ...badUsage(call.failure), isJson: false };
  }
  const isJson = call.value.given.json;
  if (call.value.given.help) {
    return { ending: "done", lines: usage.split("\n"), json: { usage }, isJson };
  }
  const cancelling = new AbortController();
  process.once("SIGINT", () => {
    cancelling.abort();
  });
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command === undefined
    ? { ...badUsage("Say what to do: validate, generate, fleet or test"), isJson }
    : { ...(await command(call.value, cancelling.signal)), isJson };
}

/** What a terminal obeys or turns around is written as JSON writes it: a file's name or a server's may hold it. */
function escapedJson(json: unknown): string {
  return JSON.stringify(json).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    // Those beyond the first plane are two units.
    Array.from({ length: character.length }, (_, at) => escapedUnit(character.charCodeAt(at))).join(""),
  );
}

function escapedUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

async function main(args: readonly string[]): Promise<void> {
  const { ending, lines, json, isJson } = await answered(args);
  const text = isJson ? escapedJson(json) : lines.map(safeText).join("\n");
  const isOutput = isJson || ending === "done" || ending === "findings";
  (isOutput ? process.stdout : process.stderr).write(text === "" ? "" : `${text}\n`);
  process.exitCode = exitCodes[ending];
}

void main(process.argv.slice(2));
