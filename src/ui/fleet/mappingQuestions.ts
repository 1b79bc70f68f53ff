import * as l10n from "@vscode/l10n";
import { columnMeanings, meaningIn, nameMeaning, type ColumnMapping } from "../../core/fleet/columns";
import type { CsvRow } from "../../core/credential/csv";
import { keyRowOf } from "../../core/profile/keys";
import { fail, ok, type Result } from "../../core/result";
import { safeText } from "../../core/stream/safeText";
import type { CaChoice } from "../../flows/deviceCa";
import { firstRows } from "../../flows/fleetRows";
import { nameOf } from "../../flows/paths";
import type { App } from "../app";
import type { CommandFailure } from "../command";
import { pickOne, type PickRow } from "../pick";
import { fleetFindingWords } from "../words/fleet";
import { failureWords } from "../words/failures";
import { shortened } from "../words/shortened";

/** What the person is to agree to. */
export interface FleetPreview {
  readonly csvPath: string;
  readonly templatePath: string;
  /** What is known of the columns' meanings. */
  readonly mapping: ColumnMapping;
  readonly ca: CaChoice | undefined;
  /** Holds the folders of the devices. */
  readonly folder: string;
}

/** Where the meanings of columns are remembered, by the names of all columns of a CSV. */
const memoryKey = "fleetMappings";

type Remembered = Readonly<Partial<Record<string, ColumnMapping>>>;

/**
 * Shows the columns of a CSV with the first values in them, lets the person change what they mean, and remembers that in
 * this workspace. Undefined: the person cancelled.
 */
export async function askForMapping(
  app: Pick<App, "world" | "workspaceMemory">,
  preview: FleetPreview,
  title: string,
): Promise<Result<ColumnMapping, CommandFailure> | undefined> {
  const rows = await firstRows(preview.csvPath, 1 + mostSamples, app.world);
  if (!rows.ok) {
    return fail(unreadableWords(rows.failure, preview.csvPath));
  }
  const [header, ...samples] = rows.value;
  const columns = (header?.fields ?? []).map(({ text }) => text).filter((text) => text.trim() !== "");
  const key = JSON.stringify(columns);
  const remembered = app.workspaceMemory.get<Remembered>(memoryKey, {});
  let mapping = { ...remembered[key], ...preview.mapping };
  for (;;) {
    const picked = await pickColumn({ preview, mapping, header, samples, title });
    if (picked === undefined) {
      return undefined;
    }
    if (picked === "generate") {
      await app.workspaceMemory.update(memoryKey, { ...remembered, [key]: mapping });
      return ok(mapping);
    }
    const meaning = await pickMeaning(picked.column);
    mapping = meaning === undefined ? mapping : { ...mapping, [picked.column]: meaning };
  }
}

const mostSamples = 3;

interface Shown {
  readonly preview: FleetPreview;
  readonly mapping: ColumnMapping;
  readonly header: CsvRow | undefined;
  readonly samples: readonly CsvRow[];
  readonly title: string;
}

/** The column whose meaning is to be another, or that all is as it should be. */
type Picked = "generate" | { readonly column: string };

async function pickColumn({ preview, mapping, header, samples, title }: Shown): Promise<Picked | undefined> {
  const go = { label: l10n.t("Generate"), icon: "play", ...goWords(preview), column: undefined };
  const columns = (header?.fields ?? []).map(({ text }, index) => {
    const meaning = meaningIn(mapping, text);
    return {
      label: shortened(safeText(text), 40),
      description: `→ ${meaningWords(meaning)}`,
      detail: samplesOf(samples, index, meaning),
      column: text,
    };
  });
  const picked = await pickOne([go, ...columns.filter(({ column }) => column !== "")], {
    title,
    placeHolder: l10n.t("Generate, or choose a column to change what it means"),
    ignoreFocusOut: true,
  });
  return picked && (picked.column === undefined ? "generate" : { column: picked.column });
}

function goWords({
  ca,
  csvPath,
  templatePath,
  folder,
}: FleetPreview): Pick<PickRow, "description" | "detail"> {
  const facts = {
    csv: safeText(nameOf(csvPath)),
    template: safeText(nameOf(templatePath)),
    folder: safeText(nameOf(folder)),
  };
  return {
    description:
      ca === undefined
        ? l10n.t("each signed by its own key")
        : l10n.t("signed by {ca}", { ca: safeText(nameOf(ca.certificatePath)) }),
    detail: l10n.t("A device for each row of {csv}, in {folder}, from {template}", facts),
  };
}

/** What a column of passwords holds is shown to nobody. */
function samplesOf(samples: readonly CsvRow[], index: number, meaning: string): string {
  return keyRowOf(meaning)?.isSecret === true
    ? "••••••"
    : samples.map(({ fields }) => shortened(safeText(fields[index]?.text ?? ""), 30)).join(" · ");
}

async function pickMeaning(column: string): Promise<string | undefined> {
  const items = [...columnMeanings, ""].map((meaning) => ({ label: meaningWords(meaning), meaning }));
  const picked = await pickOne(items, {
    title: l10n.t("What the column {column} means", { column: safeText(column) }),
    ignoreFocusOut: true,
  });
  return picked?.meaning;
}

function meaningWords(meaning: string): string {
  if (meaning === nameMeaning) {
    return l10n.t("name of the device: its folder, common name and files");
  }
  return meaning === "" ? l10n.t("not used") : meaning;
}

function unreadableWords(
  failure: Extract<Awaited<ReturnType<typeof firstRows>>, { readonly ok: false }>["failure"],
  csvPath: string,
): CommandFailure {
  if ("code" in failure) {
    return failureWords(failure);
  }
  const [first] = failure;
  return {
    code: first?.code ?? "csv-unclosed-quote",
    message: l10n.t("{file}, line {line}: {which}", {
      file: safeText(nameOf(csvPath)),
      line: first?.place.line ?? 1,
      which: first === undefined ? "" : fleetFindingWords(first),
    }),
    details: { path: csvPath },
  };
}
