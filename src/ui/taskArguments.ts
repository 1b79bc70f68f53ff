import { optionsArgument } from "./callArguments";

/** The type of the extension's tasks, in `tasks.json` and in package.json. */
export const taskType = "thingsboard-x509";

/** The command of the command line that a task runs. */
export type TaskAction = "validate" | "generate" | "test";

/** What a task of `tasks.json` asks for. Texts are as written: VS Code puts values for variables such as `${workspaceFolder}`. */
export interface TaskMeant {
  readonly action: TaskAction;
  /** Relative to the workspace folder, or absolute. */
  readonly properties: string;
  /** Name of a server of the settings, or an address. */
  readonly server?: string;
  /** All that goes to the command line as it stands, in the order of `flagsOf`. */
  readonly flags: readonly string[];
}

/** Where a device is tested, as the command line takes it. */
export interface TaskServer {
  readonly mqttUrl: string;
  readonly caFile?: string;
}

/** A task that is offered for a properties file; also its definition, which goes into `tasks.json` when a person adapts it. */
export interface OfferedTask {
  readonly type: typeof taskType;
  readonly action: TaskAction;
  readonly properties: string;
}

/** The keys of a definition that are options of the command line, by action. */
const flagsOf: Readonly<Record<TaskAction, Readonly<Record<string, string>>>> = {
  validate: {},
  generate: { serverSide: "server-side", overwrite: "overwrite", days: "days", ca: "ca" },
  test: { timeout: "timeout" },
};

const trustedActions: readonly TaskAction[] = ["validate", "generate", "test"];

/** What may run in a workspace: without trust files are read and checked, nothing is written and nothing connects. */
export function actionsWith(isTrusted: boolean): readonly TaskAction[] {
  return isTrusted ? trustedActions : ["validate"];
}

/** Reads the definition of a task; undefined where it has no action that is known. */
export function taskMeant(definition: unknown): TaskMeant | undefined {
  const given = optionsArgument(definition);
  const action = trustedActions.find((one) => one === given["action"]);
  if (action === undefined) {
    return undefined;
  }
  const flags = Object.entries(flagsOf[action]).flatMap(([key, flag]) => flagOf(flag, given[key]));
  const caFile = action === "test" ? flagOf("ca-file", given["caFile"]) : [];
  const server = textOf(given["server"]);
  return {
    action,
    properties: textOf(given["properties"]) ?? "keygen.properties",
    flags: [...flags, ...caFile],
    ...(server === undefined ? {} : { server }),
  };
}

/**
 * Gives the arguments of the command line. Each value stands in one word with its option, so that none is taken for an
 * option. A trust file of the task's own goes before the server's.
 */
export function argumentsOf(
  { action, properties, flags }: TaskMeant,
  server?: TaskServer,
): readonly string[] {
  const hasCaFile = flags.some((flag) => flag.startsWith("--ca-file="));
  const trust = hasCaFile || server?.caFile === undefined ? [] : [`--ca-file=${server.caFile}`];
  const place = server === undefined ? [] : [`--server=${server.mqttUrl}`];
  return [action, `--properties=${properties}`, ...place, ...trust, ...flags];
}

/** The tasks for properties files, by their paths in a workspace folder; VS Code would put a value for a `${` of a path. */
export function offeredTasks(properties: readonly string[], isTrusted: boolean): readonly OfferedTask[] {
  const plain = properties.filter((file) => !file.includes("${"));
  return plain.flatMap((file) =>
    actionsWith(isTrusted).map((action) => ({ type: taskType, action, properties: file }) as const),
  );
}

/** An option that is on or off, or one with its value; a value that is none of the kind is left to the command line to refuse. */
function flagOf(flag: string, value: unknown): readonly string[] {
  if (value === true) {
    return [`--${flag}`];
  }
  return typeof value === "string" || typeof value === "number" ? [`--${flag}=${value}`] : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
