import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ReportFacts } from "../core/connection/report";
import { changesBetween, type ReportChange } from "../core/connection/reportChanges";
import type { ReportHistory } from "../core/connection/reportHistory";
import { localTestServerName, type App, type TestOptions } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Action, type CommandRow, type Outcome } from "./command";
import { pickOne } from "./pick";
import { withProgress } from "./progress";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { propertiesPathFrom } from "./whichDevice";
import { diagnosisWords } from "./words/diagnoses";
import { notificationText } from "./words/notification";
import type { Report } from "./words/report";

/** The commands that open and close connections. Each is described in docs/commands.md. */
export function connectionRows(app: App): readonly CommandRow[] {
  return [
    { id: "testConnection", needsTrust: true, run: (...args) => testConnection(app, args) },
    {
      id: "connectToTestServer",
      needsTrust: true,
      run: (properties) => connectToTestServer(app, properties),
    },
    {
      id: "fetchServerCertificate",
      needsTrust: true,
      run: async (...args) => (await import("./fetchServerCertificate")).fetchServerCertificate(app, args),
    },
    {
      id: "applyCure",
      needsTrust: true,
      run: async (properties) => (await import("./applyCure")).applyCure(app, properties),
    },
    { id: "disconnect", needsTrust: false, run: (properties) => disconnect(app, properties) },
    {
      id: "reconnectNow",
      needsTrust: true,
      run: async (properties) => (await import("./connectionActions")).reconnectNow(app, properties),
    },
    {
      id: "connectionActions",
      needsTrust: false,
      run: async (properties) => (await import("./connectionActions")).connectionActions(app, properties),
    },
  ];
}

async function testConnection(app: App, [properties, options]: readonly unknown[]): Promise<Outcome<Report>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const wanted = wishesOf(options);
  const server = serverChosen(app, wanted.server, path.value);
  if (!server.ok) {
    return failed(server.failure);
  }
  const report = await testedWithProgress(app, path.value, {
    server: server.value,
    keepOpen: wanted.keepOpen ?? true,
    timeoutMs: wanted.timeoutMs ?? settingsFor(vscode.Uri.file(path.value)).connectionTimeoutMs,
  });
  if (report === undefined) {
    return undefined;
  }
  const { reportWords } = await import("./words/report");
  const words = reportWords(report, changesOf(app.sessions.historyOf(path.value), report));
  if (wanted.keepOpen === undefined) {
    void tell(words, report, await app.devices.nameOf(path.value));
  }
  return done(words);
}

/** Has the Local Test Server take a device, whatever is missing for that, and tests. */
async function connectToTestServer(app: App, properties: unknown): Promise<Outcome<Report>> {
  const { readyForTestServer } = await import("./readyForTestServer");
  const ready = await readyForTestServer(app, properties);
  return ready?.kind === "done" ? testConnection(app, [ready.value, { server: localTestServerName }]) : ready;
}

/** What a report changed; undefined where it is the first with its server. */
function changesOf(
  history: ReportHistory | undefined,
  report: ReportFacts,
): readonly ReportChange[] | undefined {
  // Another test may have ended meanwhile.
  return history?.last.report === report && history.before !== undefined
    ? changesBetween(history.before.report, report)
    : undefined;
}

interface Wishes {
  readonly server: string | undefined;
  /** Undefined: a person asked, who wants to be told and to see what comes. */
  readonly keepOpen: boolean | undefined;
  readonly timeoutMs: number | undefined;
}

/** The bounds of `connection.timeout`, milliseconds. */
const leastTimeoutMs = 1;
const longestTimeoutMs = 300_000;

function wishesOf(options: unknown): Wishes {
  const { server, keepOpen, timeoutMs } = optionsArgument(options);
  const isTime = typeof timeoutMs === "number" && Number.isFinite(timeoutMs);
  return {
    server: typeof server === "string" && server !== "" ? server : undefined,
    keepOpen: booleanOption(keepOpen),
    timeoutMs: isTime ? Math.min(Math.max(timeoutMs, leastTimeoutMs), longestTimeoutMs) : undefined,
  };
}

/** Tests with a way to stop; where the connection is kept, with the output in sight. */
async function testedWithProgress(
  app: App,
  propertiesPath: string,
  options: TestOptions,
): Promise<ReportFacts | undefined> {
  const title = l10n.t("Testing the connection of {nameOfDevice} to {server}", {
    nameOfDevice: await app.devices.nameOf(propertiesPath),
    server: options.server.name,
  });
  if (options.keepOpen) {
    app.output.show();
  }
  const { Notification, Window } = vscode.ProgressLocation;
  const work = (signal: AbortSignal): Promise<ReportFacts | undefined> =>
    app.sessions.test(propertiesPath, options, signal);
  return withProgress(title, work, options.keepOpen ? Notification : Window);
}

const aboutOneWay: Action = {
  title: l10n.t("What It Means"),
  command: "thingsboardX509.openDocs",
  args: ["warnings.md", "client-cert-not-requested"],
};

/** One notification: that it works, or what is wrong, its first button being the cure. */
function tell(
  { server, phases, properties, warnings }: Report,
  report: ReportFacts,
  name: string,
): Promise<unknown> {
  if (report.diagnosis !== undefined) {
    const words = diagnosisWords(report.diagnosis, report);
    return showWithActions("error", notificationText(name, words), words.actions);
  }
  const protocol = phases.find(({ phase }) => phase === "tls")?.facts["protocol"] ?? "TLS";
  const publish: Action = {
    title: l10n.t("Publish…"),
    command: "thingsboardX509.publish",
    args: [properties],
  };
  const leave: Action = {
    title: l10n.t("Disconnect"),
    command: "thingsboardX509.disconnect",
    args: [properties],
  };
  // Who connects with a certificate takes it for granted that the certificate is what let the device in.
  const oneWay = warnings.find(({ code }) => code === "client-cert-not-requested");
  const connected = l10n.t("{name} is connected to {server} over {protocol}.", {
    name,
    server: server.name,
    protocol,
  });
  return oneWay === undefined
    ? showWithActions(
        "information",
        l10n.t("{connected} What it receives is shown in the output ThingsBoard Devices.", { connected }),
        [publish, leave],
      )
    : showWithActions("warning", `${connected} ${oneWay.message}`, [aboutOneWay, publish, leave]);
}

async function disconnect(app: App, properties: unknown): Promise<Outcome<undefined>> {
  const connected = app.sessions.kept();
  const path =
    properties === undefined
      ? await pickConnected(app, connected)
      : await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  if (await app.sessions.disconnect(path.value)) {
    return done(undefined);
  }
  return notConnected(
    l10n.t("{nameOfDevice} is not connected", { nameOfDevice: await app.devices.nameOf(path.value) }),
  );
}

/** The only connected device, or the one that the person picks. */
async function pickConnected(app: App, paths: readonly string[]): Promise<Outcome<string>> {
  const [first, second] = paths;
  if (first === undefined) {
    return notConnected(l10n.t("No device is connected"));
  }
  if (second === undefined) {
    return done(first);
  }
  const items = await Promise.all(
    paths.map(async (propertiesPath) => ({
      label: await app.devices.nameOf(propertiesPath),
      description: vscode.workspace.asRelativePath(propertiesPath),
      propertiesPath,
    })),
  );
  const picked = await pickOne(items, { title: l10n.t("Disconnect which device?") });
  return picked && done(picked.propertiesPath);
}

function notConnected(what: string): Outcome<never> {
  return failed({
    code: "not-connected",
    message: l10n.t("{what}. Test Connection connects a device and keeps the connection.", { what }),
  });
}
