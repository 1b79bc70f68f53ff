import type { CsvField, CsvRow } from "../credential/csv";
import { blockingProblems, identityOf } from "../identity/identityOf";
import { applyEdits, setValuesEdits } from "../profile/edit";
import { entryAt } from "../profile/entryAt";
import { parseProfile } from "../profile/parse";
import type { MachineNames, Profile, ProfileProblem } from "../profile/profile";
import { fail, ok, type Result } from "../result";
import type { FleetColumns } from "./columns";
import type { PlannedDevice } from "./device";
import { fieldFinding, rowFinding, type FleetFinding } from "./findings";
import { nameProblem } from "./names";

/** What all rows of a fleet have in common. */
export interface FleetPlan {
  readonly columns: FleetColumns;
  readonly template: Profile;
  readonly machine: MachineNames;
}

/** The keys that have the device's name where they have no column of their own. */
const namedKeys = ["DOMAIN_SUFFIX", "CLIENT_FILE_PREFIX"];

/**
 * Gives the errors of a template that no row can cure, since they lie in keys that no column sets. Empty fields leave a
 * key as the template has it, so what is wrong only there is told row by row.
 */
export function templateProblems({ template, columns }: FleetPlan): readonly ProfileProblem[] {
  const set = new Set([...namedKeys, ...columns.keys.map(({ key }) => key)]);
  return blockingProblems(template, "client").filter(
    (problem) => !keysOf(problem, template).some((key) => set.has(key)),
  );
}

/** Makes the device of a row: the template, with the name and the values of the row. */
export function planDevice(row: CsvRow, plan: FleetPlan): Result<PlannedDevice, readonly FleetFinding[]> {
  const { columns, template, machine } = plan;
  if (row.fields.length !== columns.count) {
    const counts = { count: String(row.fields.length), wanted: String(columns.count) };
    return fail([rowFinding("fleet-row-length", row, counts)]);
  }
  const nameField = row.fields[columns.nameIndex];
  const name = nameField?.text ?? "";
  const unusable = nameProblem(name);
  if (unusable !== undefined) {
    return fail([fieldFinding(unusable, row, nameField, { name })]);
  }
  const fields = fieldsByKey(row, columns);
  const values = new Map([...fields].map(([key, field]) => [key, field.text]));
  const propertiesText = applyEdits(template.text, setValuesEdits(template, values));
  const profile = parseProfile(propertiesText, machine);
  const identity = identityOf(profile, "client");
  const problems = identity.ok ? [] : identity.failure.problems;
  const findings = [
    ...unwritten(profile, row, fields),
    ...problems.map((problem) => problemFinding(problem, profile, row, fields)),
  ];
  if (!identity.ok || findings.length > 0) {
    return fail(findings);
  }
  const line = row.fields[0]?.line ?? 1;
  return ok({ row: row.number, line, name, propertiesText, identity: identity.value });
}

type Fields = ReadonlyMap<string, CsvField>;

/** An empty field leaves its key as the template has it. */
function fieldsByKey({ fields }: CsvRow, { nameIndex, keys }: FleetColumns): Fields {
  const named = namedKeys
    .filter((key) => !keys.some((column) => column.key === key))
    .map((key) => ({ key, index: nameIndex }));
  return new Map(
    [...named, ...keys].flatMap(({ key, index }) => {
      const field = fields[index];
      return field === undefined || field.text === "" ? [] : [[key, field]];
    }),
  );
}

/** A value has to be read as it was given, or a field could write other lines of the file. */
function unwritten(profile: Profile, row: CsvRow, fields: Fields): readonly FleetFinding[] {
  return [...fields]
    .filter(([key, { text }]) => profile.values.get(key)?.value !== text)
    .map(([key, field]) => fieldFinding("fleet-value-unwritable", row, field, { key }));
}

/** What lies in no field of the row is told of the row. */
function problemFinding(
  problem: ProfileProblem,
  profile: Profile,
  row: CsvRow,
  fields: Fields,
): FleetFinding {
  const key = keysOf(problem, profile).find((one) => fields.has(one));
  return fieldFinding(problem.code, row, fields.get(key ?? ""), problem.values);
}

function keysOf({ code, span, related = [], values }: ProfileProblem, profile: Profile): readonly string[] {
  return code === "missing-key"
    ? (values["keys"] ?? "").split(", ")
    : [span, ...related].flatMap((place) => entryAt(profile, place)?.key ?? []);
}
