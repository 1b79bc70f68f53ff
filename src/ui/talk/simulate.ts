import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { fail, ok, type Result } from "../../core/result";
import { telemetryTopic } from "../../core/connection/topics";
import { csvRows } from "../../core/talk/csvRows";
import { generated, startOf, type Generator, type Signal } from "../../core/talk/generator";
import { generatorFrom, intervalFrom, keyFrom, type SignalFailure } from "../../core/talk/signalOf";
import type { App, OutgoingMessage } from "../app";
import { optionsArgument, pathArgument } from "../callArguments";
import { done, failed, type CommandFailure, type Outcome } from "../command";
import { failureWords } from "../words/failures";
import { enumeratedText } from "../words/numbers";
import {
  fileRefusal,
  generatorWords,
  notSimulating,
  simulationEndedText,
  simulationLabel,
} from "../words/simulation";
import { notConnectedWords, optionInvalid } from "../words/talk";
import { withoutIcons } from "../words/withoutIcons";
import { askGenerator, askStop } from "./simulationQuestions";
import { connectedPathFrom } from "./whichConnected";

type Options = ReturnType<typeof optionsArgument>;

/** What starting gives to its caller: the properties files of the devices that send now. */
export interface Simulating {
  readonly started: readonly string[];
}

/** Starts to send made or recorded telemetry, for one device or several at once. */
export async function simulateTelemetry(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<Simulating>> {
  const paths = await pathsFrom(app, properties);
  if (paths?.kind !== "done") {
    return paths;
  }
  const given = optionsArgument(options);
  const wanted = given["kind"] === undefined ? await askGenerator() : given;
  if (wanted === undefined) {
    return undefined;
  }
  const seed = seedOf(wanted, app);
  const signals = await Promise.all(paths.value.map((_, index) => signalFrom(app, wanted, seed + index)));
  for (const signal of signals) {
    if (!signal.ok) {
      return failed(signal.failure);
    }
  }
  paths.value.forEach((path, index) => {
    const signal = signals[index];
    if (signal?.ok === true) {
      start(app, path, signal.value);
    }
  });
  return done({ started: paths.value });
}

/** Ends simulations and replays: of one device, or of all. */
export async function stopSimulation(
  app: App,
  properties: unknown,
): Promise<Outcome<{ readonly stopped: readonly string[] }>> {
  const running = app.talk.runs.running();
  const given = pathArgument(properties);
  if (given.kind === "invalid" || given.kind === "not-on-disk") {
    return failed(optionInvalid("properties", l10n.t("a properties file, or left out")));
  }
  const chosen = given.kind === "path" ? [given.path] : await askStop(app, running);
  if (chosen === undefined) {
    return undefined;
  }
  const stopped = chosen.filter((path) => app.talk.runs.stop(path));
  return stopped.length === 0 ? failed(notSimulating) : done({ stopped });
}

/** Several devices may be given; each has to be connected. */
async function pathsFrom(app: App, properties: unknown): Promise<Outcome<readonly string[]>> {
  if (!Array.isArray(properties)) {
    const path = await connectedPathFrom(app, properties);
    return path?.kind === "done" ? done([path.value]) : path;
  }
  const paths: string[] = [];
  for (const one of properties as readonly unknown[]) {
    const path = await connectedPathFrom(app, one ?? "");
    if (path?.kind !== "done") {
      return path;
    }
    paths.push(path.value);
  }
  const [first] = paths;
  return first === undefined ? failed(notConnectedWords(l10n.t("No device"), "")) : done([...new Set(paths)]);
}

/** Given, for a walk that can be repeated; else another one each time. */
function seedOf({ seed }: Options, app: App): number {
  return typeof seed === "number" && Number.isSafeInteger(seed)
    ? seed
    : new DataView(app.world.entropy.bytes(4).slice().buffer).getInt32(0);
}

async function signalFrom(app: App, options: Options, seed: number): Promise<Result<Signal, CommandFailure>> {
  const [interval, key] = [intervalFrom(options), keyFrom(options)];
  if (!interval.ok) {
    return fail(words(interval.failure));
  }
  if (!key.ok) {
    return fail(words(key.failure));
  }
  const generator = await generatorOf(app, options, seed);
  return generator.ok
    ? ok({ generator: generator.value, key: key.value, intervalMs: interval.value })
    : generator;
}

async function generatorOf(
  app: App,
  options: Options,
  seed: number,
): Promise<Result<Generator, CommandFailure>> {
  const { kind } = options;
  if (kind === "random-walk" || kind === "ramp" || kind === "sine") {
    const made = generatorFrom(kind, options, seed);
    return made.ok ? made : fail(words(made.failure));
  }
  const file = pathArgument(options["file"]);
  if (kind !== "csv") {
    return fail(
      optionInvalid("kind", l10n.t("one of {keys}", { keys: enumeratedText(Object.keys(generatorWords)) })),
    );
  }
  if (file.kind !== "path") {
    return fail(optionInvalid("file", l10n.t("the absolute path or Uri of a CSV file")));
  }
  const bytes = await app.world.files.read(file.path);
  if (!bytes.ok) {
    return fail(failureWords(bytes.failure));
  }
  const rows = csvRows(new TextDecoder().decode(bytes.value));
  return rows.ok ? ok({ kind, rows: rows.value }) : fail(fileRefusal(rows.failure, file.path));
}

function words({ option, wanted }: SignalFailure): CommandFailure {
  return optionInvalid(option, wanted);
}

function start(app: App, propertiesPath: string, signal: Signal): void {
  let state = startOf(signal.generator);
  const next = (): OutgoingMessage => {
    const step = generated(signal, state);
    ({ state } = step);
    return { topic: telemetryTopic, payload: new TextEncoder().encode(JSON.stringify(step.values)), qos: 1 };
  };
  const label = simulationLabel(signal.generator.kind, signal.key, signal.intervalMs);
  void ended(app, propertiesPath, { propertiesPath, label, intervalMs: signal.intervalMs, next });
}

/** Tells what came of it, without disturbing. */
async function ended(
  app: App,
  path: string,
  run: Parameters<App["talk"]["runs"]["start"]>[0],
): Promise<void> {
  const { sent, refused } = await app.talk.runs.start(run);
  const name = await app.devices.nameOf(path);
  const text = withoutIcons(simulationEndedText(name, { sent, refused }));
  void vscode.window.setStatusBarMessage(`$(pulse) ${text}`, 5000);
}
