import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { fail, ok, type Result } from "../core/result";
import type { FetchedServerCertificate, FetchTarget } from "../flows/fetchServerCertificate";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { withProgress } from "./progress";
import { serverArgument, textOption } from "./serverArguments";
import { serverChosen } from "./servers";
import { settingsFor } from "./settings";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import type { FetchedCertificate, FetchQuestion } from "./words/fetched";

/** What Fetch Server Certificate gives to its caller. */
export interface FetchedChain {
  /** Leaf first. */
  readonly chain: readonly FetchedCertificate[];
  /** Absolute path of the file that holds the leaf now; absent where the person did not confirm it. */
  readonly savedTo?: string;
}

/**
 * Shows the certificate that a server presents beside what is trusted, and saves it when the person confirmed its fingerprint.
 * The first argument is a server's name or node, or a properties file or its node.
 */
export async function fetchServerCertificate(
  app: App,
  [subject, options]: readonly unknown[],
): Promise<Outcome<FetchedChain>> {
  const asked = await askedBy(app, subject, optionsArgument(options));
  if (asked?.kind !== "done") {
    return asked;
  }
  const { server, propertiesPath, accept } = asked.value;
  const flow = await import("../flows/fetchServerCertificate");
  const words = await import("./words/fetched");
  const about = { server, properties: propertiesPath ?? "" };
  const device = propertiesPath === undefined ? {} : { propertiesPath };
  const request = { server, ...device, timeoutMs: settingsOf(propertiesPath).connectionTimeoutMs };
  const fetched = await withProgress(
    l10n.t("Asking {server} for its certificate", { server: server.name }),
    (signal) => flow.fetchServerCertificate(request, app.world, signal),
  );
  if (fetched?.ok !== true) {
    return fetched && failed(words.notFetchedWords(fetched.failure, about));
  }
  const chain = fetched.value.chain.map(words.fetchedCertificateOf);
  const shown = await withDownload(app, fetched.value, accept);
  const target = await confirmed(shown, { accept, about });
  if (!target.ok) {
    return failed(target.failure);
  }
  return target.value === undefined
    ? done({ chain })
    : saved(app, { ...fetched.value, target: target.value }, { chain, about });
}

/** The handshake may be somebody else's: what the REST API offers, where somebody is signed in, came another way. */
async function withDownload(
  app: Pick<App, "accounts">,
  fetched: FetchedServerCertificate,
  accept: Accept,
): Promise<FetchedServerCertificate> {
  if (accept !== undefined) {
    // Nobody will look.
    return fetched;
  }
  const board = await app.accounts.thingsBoardOf(fetched.server);
  if (!board.ok) {
    return fetched;
  }
  const { downloadServerCertificate } = await import("../flows/downloadServerCertificate");
  const downloaded = await downloadServerCertificate(board.value, AbortSignal.timeout(mostDownloadMs));
  return downloaded === undefined ? fetched : { ...fetched, downloaded };
}

/** It is one more thing to compare with, and not worth a long wait. */
const mostDownloadMs = 5000;

/** Who is asked for what. */
interface Asked {
  readonly server: ServerChoice;
  readonly propertiesPath: string | undefined;
  readonly accept: Accept;
}

/** A fingerprint that was confirmed beforehand; `false` to look only; undefined to ask the person. */
type Accept = string | false | undefined;

async function askedBy(
  app: App,
  subject: unknown,
  options: ReturnType<typeof optionsArgument>,
): Promise<Outcome<Asked>> {
  const accept = acceptOption(options["accept"]);
  if (!accept.ok) {
    return failed(accept.failure);
  }
  const named = isServer(subject) ? serverArgument(subject) : undefined;
  const device = await deviceFor(app, named === undefined ? subject : options["properties"], accept.value);
  if (device?.kind !== "done") {
    return device;
  }
  const propertiesPath = device.value;
  const server = serverChosen(app, named ?? textOption(options["server"]), propertiesPath);
  return server.ok
    ? done({ server: server.value, propertiesPath, accept: accept.value })
    : failed(server.failure);
}

/** Without any device a server may be looked at all the same; only there is nowhere to save. */
async function deviceFor(app: App, argument: unknown, accept: Accept): Promise<Outcome<string | undefined>> {
  const device = await propertiesPathFrom(app, argument);
  const hasNone = device?.kind === "failed" && device.failure.code === "no-device";
  return hasNone && typeof accept !== "string" ? done(undefined) : device;
}

/** A path is a device's; any other text, and a node of Servers, is a server's. */
function isServer(subject: unknown): boolean {
  return typeof subject === "string"
    ? !/^(?:[/\\]|[A-Za-z]:[\\/])/.test(subject)
    : "serverName" in optionsArgument(subject);
}

function acceptOption(value: unknown): Result<Accept, CommandFailure> {
  if (value === undefined || value === false) {
    return ok(value);
  }
  const digits = typeof value === "string" ? value.replace(/[:\s]/g, "").toUpperCase() : "";
  return /^[0-9A-F]{64}$/.test(digits) ? ok((digits.match(/../g) ?? []).join(":")) : fail(notAFingerprint);
}

interface Confirming {
  readonly accept: Accept;
  readonly about: { readonly server: ServerChoice; readonly properties: string };
}

/** Where the certificate is to be saved, now that its fingerprint is confirmed; undefined: it is not to be. */
async function confirmed(
  fetched: FetchedServerCertificate,
  { accept, about }: Confirming,
): Promise<Result<FetchTarget | undefined, CommandFailure>> {
  const words = await import("./words/fetched");
  const { target, chain } = fetched;
  if (typeof accept === "string") {
    const isAccepted = accept === chain[0]?.fingerprint256;
    return isAccepted ? ok(target) : fail(words.fingerprintDiffers(fetched, accept));
  }
  if (accept === false) {
    return ok(undefined);
  }
  const isSaid = target?.state === "same" || (await isConfirmed(words.fetchQuestion(fetched, about)));
  return ok(isSaid ? target : undefined);
}

async function isConfirmed({ message, detail, button }: FetchQuestion): Promise<boolean> {
  const buttons = button === undefined ? [] : [button];
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...buttons);
  return answer !== undefined && answer === button;
}

async function saved(
  app: App,
  fetched: FetchedServerCertificate & { readonly target: FetchTarget },
  { chain, about }: { readonly chain: FetchedChain["chain"]; readonly about: Confirming["about"] },
): Promise<Outcome<FetchedChain>> {
  const { saveServerCertificate } = await import("../flows/fetchServerCertificate");
  const { sameWords, savedWords } = await import("./words/fetched");
  const { target } = fetched;
  if (target.state === "same") {
    const { kind, message, actions } = sameWords(fetched);
    void showWithActions(kind, message, actions);
    return done({ chain, savedTo: target.path });
  }
  const written = await saveServerCertificate(fetched, app.world);
  await app.devices.refresh(about.properties);
  if (!written.ok) {
    return failed(failureWords(written.failure, about.properties));
  }
  const { kind, message, actions } = savedWords(fetched, written.value, about);
  void showWithActions(kind, message, actions);
  return done({ chain, savedTo: written.value.path });
}

function settingsOf(propertiesPath: string | undefined): ReturnType<typeof settingsFor> {
  return settingsFor(propertiesPath === undefined ? undefined : vscode.Uri.file(propertiesPath));
}

const notAFingerprint: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t(
    "The option accept has to be the SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits with or without colons; or false, to look only.",
  ),
};
