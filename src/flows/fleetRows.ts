import { CsvReader, delimiterIn, type CsvRow } from "../core/credential/csv";
import { columnsOf, type ColumnMapping } from "../core/fleet/columns";
import type { PlannedDevice } from "../core/fleet/device";
import { fieldFinding, unreadableFinding, type FleetFinding } from "../core/fleet/findings";
import { FleetNames } from "../core/fleet/names";
import { planDevice, templateProblems } from "../core/fleet/plan";
import type { Profile } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import type { ProfileInvalid } from "./loadProfile";
import type { FileFailure, World } from "./world";

/** Where the devices of a fleet come from. */
export interface FleetSource {
  /** Absolute path. */
  readonly csvPath: string;
  /** Absolute path of the properties file that each device's begins as. */
  readonly templatePath: string;
  readonly template: Profile;
  readonly mapping: ColumnMapping;
}

/** What a row comes to: a device, or what is wrong with it. */
export type FleetRow = Result<PlannedDevice, readonly FleetFinding[]>;

/** Why the rows of a fleet cannot be told at all. */
export type FleetRowsFailure = FileFailure | ProfileInvalid;

/** A value of a properties file is never longer; what is, is a quote that was forgotten. */
const longestField = 65_536;

/** Reads a fleet's CSV piece by piece: what is kept of a row that has been told is a hash of its name. */
export async function* fleetRows(
  source: FleetSource,
  world: Pick<World, "files" | "machine">,
): AsyncGenerator<Result<FleetRow, FleetRowsFailure>, void> {
  const { templatePath, template, mapping } = source;
  const names = new FleetNames();
  let plan: Parameters<typeof planDevice>[1] | undefined;
  for await (const read of csvRows(source.csvPath, world)) {
    if (!read.ok) {
      yield Array.isArray(read.failure) ? ok(fail(read.failure)) : fail(read.failure as FileFailure);
      return;
    }
    if (isBlank(read.value)) {
      continue;
    }
    if (plan === undefined) {
      const columns = columnsOf(read.value, mapping);
      if (!columns.ok) {
        yield ok(columns);
        return;
      }
      plan = { columns: columns.value, template, machine: world.machine };
      const problems = templateProblems(plan);
      if (problems.length > 0) {
        yield fail({ code: "properties-invalid", path: templatePath, problems, text: template.text });
        return;
      }
    } else {
      yield ok(named(planDevice(read.value, plan), read.value, { names, nameIndex: plan.columns.nameIndex }));
    }
  }
}

/** Gives the first rows of a CSV, the header among them, for a person to see. */
export async function firstRows(
  csvPath: string,
  count: number,
  world: Pick<World, "files">,
): Promise<Result<readonly CsvRow[], FileFailure | readonly FleetFinding[]>> {
  const rows: CsvRow[] = [];
  for await (const read of csvRows(csvPath, world)) {
    if (!read.ok) {
      return read;
    }
    if (!isBlank(read.value)) {
      rows.push(read.value);
    }
    if (rows.length === count) {
      break;
    }
  }
  return ok(rows);
}

async function* csvRows(
  path: string,
  { files }: Pick<World, "files">,
): AsyncGenerator<Result<CsvRow, FileFailure | readonly FleetFinding[]>, void> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let reader: CsvReader | undefined;
  for await (const piece of files.pieces(path)) {
    if (!piece.ok) {
      yield piece;
      return;
    }
    const text = decoder.decode(piece.value, { stream: true });
    reader ??= new CsvReader({ delimiter: delimiterIn(text), quotes: "strict", longestField });
    const rows = reader.read(text);
    yield* rows.ok ? rows.value.map(decoded) : [fail([unreadableFinding(rows.failure)])];
    if (!rows.ok) {
      return;
    }
  }
  const rest = reader?.end() ?? ok([]);
  yield* rest.ok ? rest.value.map(decoded) : [fail([unreadableFinding(rest.failure)])];
}

/** What is no UTF-8 has become the replacement character: a value that would be another one. */
function decoded(row: CsvRow): Result<CsvRow, readonly FleetFinding[]> {
  const field = row.fields.find(({ text }) => text.includes("\uFFFD"));
  return field === undefined ? ok(row) : fail([fieldFinding("csv-not-utf8", row, field)]);
}

function isBlank({ fields }: CsvRow): boolean {
  return fields.length === 1 && fields[0]?.text === "";
}

/** A name is taken by the first row that may have it. */
function named(
  planned: FleetRow,
  row: CsvRow,
  { names, nameIndex }: { readonly names: FleetNames; readonly nameIndex: number },
): FleetRow {
  if (!planned.ok) {
    return planned;
  }
  const { name } = planned.value;
  const taken = names.take(name, row.number);
  return taken === undefined
    ? planned
    : fail([fieldFinding(taken.code, row, row.fields[nameIndex], { name, other: String(taken.row) })]);
}
