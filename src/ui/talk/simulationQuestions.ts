import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Generator } from "../../core/talk/generator";
import { intervalFrom, keyFrom } from "../../core/talk/signalOf";
import type { App } from "../app";
import { pickMany, pickOne } from "../pick";
import { generatorWords, intervalText } from "../words/simulation";

type Asked = Readonly<Partial<Record<string, unknown>>>;

/** One question follows another: what was answered is not lost with the focus. */
const asking = { title: l10n.t("Simulate Telemetry"), ignoreFocusOut: true };

/** Asks for what a simulation sends: its kind, its key or file, and how often. Undefined: the person left. */
export async function askGenerator(): Promise<Asked | undefined> {
  const kinds = Object.entries(generatorWords) as [Generator["kind"], { label: string; detail: string }][];
  const picked = await pickOne(
    kinds.map(([kind, words]) => ({ ...words, generator: kind })),
    { ...asking, placeHolder: l10n.t("How the value moves") },
  );
  if (picked === undefined) {
    return undefined;
  }
  const what = picked.generator === "csv" ? await askFile() : await askKey();
  const intervalMs = what && (await askInterval());
  return what && intervalMs !== undefined ? { kind: picked.generator, ...what, intervalMs } : undefined;
}

/** Asks which runs are to end; the only one is not asked for. */
export async function askStop(app: App, running: readonly string[]): Promise<readonly string[] | undefined> {
  if (running.length < 2) {
    return running;
  }
  const items = await Promise.all(
    running.map(async (path) => ({
      label: await app.devices.nameOf(path),
      description: app.talk.runs.labelOf(path) ?? "",
      picked: true,
      path,
    })),
  );
  const picked = await pickMany(items, {
    title: l10n.t("Stop which simulations?"),
  });
  return picked?.map(({ path }) => path);
}

async function askFile(): Promise<Asked | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: l10n.t("CSV file whose first row names the values"),
      openLabel: l10n.t("Replay"),
      filters: { CSV: ["csv", "txt"] },
    })) ?? [];
  return file && { file };
}

async function askKey(): Promise<Asked | undefined> {
  const key = await vscode.window.showInputBox({
    ...asking,
    prompt: l10n.t("Name of the value that is sent"),
    value: "temperature",
    validateInput: (text) =>
      keyFrom({ key: text }).ok ? undefined : l10n.t("A value has a name, of 255 characters at most."),
  });
  return key === undefined ? undefined : { key };
}

/** The usual one first: Enter takes it. */
const intervals = [1000, 5000, 10_000, 60_000, 500, 100].filter(
  (intervalMs) => intervalFrom({ intervalMs }).ok,
);

async function askInterval(): Promise<number | undefined> {
  const picked = await pickOne(
    intervals.map((intervalMs) => ({
      label: l10n.t("Every {interval}", { interval: intervalText(intervalMs) }),
      intervalMs,
    })),
    { ...asking, placeHolder: l10n.t("How often a value is sent") },
  );
  return picked?.intervalMs;
}
