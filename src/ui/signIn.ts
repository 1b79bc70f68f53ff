import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isHeaderText } from "../core/credential/accountCalls";
import { parseRestAddress } from "../core/credential/restAddress";
import { fail, ok, type Result } from "../core/result";
import type { Remembered } from "../flows/accountKeeper";
import type { Login } from "../flows/signIn";
import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import { booleanOption, optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { withProgress } from "./progress";
import { askForLogin } from "./signInQuestions";
import { serverWithRest } from "./whichServer";
import {
  badLogin,
  notEncrypted,
  signedInWords,
  testServerToStart,
  unencryptedQuestion,
} from "./words/accounts";
import { searchDevicesOn } from "./words/nextSteps";
import { restFailureWords } from "./words/restFailures";
import { testServerFailureWords } from "./words/testServer";

/** What Sign In gives to its caller. */
export interface SignedInUser {
  readonly user: string;
  readonly authority: string;
  /** `window`: the keyring keeps nothing, so that it is known until this window closes. */
  readonly kept: Remembered["kept"];
}

/** Signs in to a server; asks for what is missing, and for nothing where the server is the Local Test Server. */
export async function signIn(
  app: App,
  [argument, options]: readonly unknown[],
): Promise<Outcome<SignedInUser>> {
  const given = loginOption(options);
  if (!given.ok) {
    return failed(given.failure);
  }
  const chosen = await serverWithRest(app, argument);
  if (chosen?.kind !== "done") {
    return chosen;
  }
  const ready = await startedWhereOwn(app, chosen.value, options);
  if (ready?.kind !== "done") {
    return ready;
  }
  const server = ready.value;
  const allowed = await encryptionConsent(server, given.value, options);
  if (allowed?.kind !== "done") {
    return allowed;
  }
  const login = given.value ?? (await loginFor(app, server));
  return login && signedIn(app, server, login);
}

async function signedIn(app: App, server: ServerChoice, login: Login): Promise<Outcome<SignedInUser>> {
  const signing = await withProgress(l10n.t("Signing in to {server}", { server: server.name }), (signal) =>
    app.accounts.signIn(server, login, signal),
  );
  if (signing?.ok !== true) {
    return signing && failed(signing.failure);
  }
  const { user, kept } = signing.value;
  const { kind, message } = signedInWords(server.name, signing.value);
  void showWithActions(kind, message, [searchDevicesOn(server.name)]);
  return done({ user: user.name, authority: user.authority, kept });
}

/** The Local Test Server's own login is known here; for another server the person is asked. */
async function loginFor(app: App, server: ServerChoice): Promise<Login | undefined> {
  const own = server.isOwn === true ? app.testServer.running()?.login : undefined;
  return own === undefined ? askForLogin(server.name) : { username: own.username, password: own.password };
}

/** Starts the Local Test Server where it is meant and that is agreed to; gives any other server as it is. */
async function startedWhereOwn(
  app: App,
  server: ServerChoice,
  options: unknown,
): Promise<Outcome<ServerChoice>> {
  if (server.isOwn !== true || app.testServer.running() !== undefined) {
    return done(server);
  }
  if (booleanOption(optionsArgument(options)["start"]) !== true) {
    return failed(testServerToStart);
  }
  const started = await withProgress(l10n.t("Starting {server}", { server: server.name }), (signal) =>
    app.testServer.start({}, signal),
  );
  if (started.ok) {
    const { mqttUrl, restUrl, caFile } = started.value;
    return done({ ...server, mqttUrl, restUrl, caFile });
  }
  return started.failure.code === "cancelled" ? undefined : failed(testServerFailureWords(started.failure));
}

/** What leaves this machine unencrypted can be read on the way: not without the person's word. */
async function encryptionConsent(
  server: ServerChoice,
  given: Login | undefined,
  options: unknown,
): Promise<Outcome<undefined>> {
  const address = parseRestAddress(server.restUrl ?? "");
  if (!address.ok) {
    return failed(restFailureWords(address.failure, server));
  }
  const { isEncrypted, isLoopback, host } = address.value;
  if (isEncrypted || isLoopback || booleanOption(optionsArgument(options)["allowUnencrypted"]) === true) {
    return done(undefined);
  }
  if (given !== undefined) {
    return failed(notEncrypted(server.name, host));
  }
  const { message, detail, button } = unencryptedQuestion(server.name, host);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  return answer === button ? done(undefined) : undefined;
}

/** Reads what is to be signed in with; undefined where nothing is given. */
function loginOption(options: unknown): Result<Login | undefined, CommandFailure> {
  const { username, password, apiKey } = optionsArgument(options);
  if ([username, password, apiKey].every((one) => one === undefined)) {
    return ok(undefined);
  }
  const login = apiKey === undefined ? passwordLogin(username, password) : keyLogin(apiKey);
  const isMixed = apiKey !== undefined && (username !== undefined || password !== undefined);
  return login === undefined || isMixed ? fail(badLogin) : ok(login);
}

function keyLogin(apiKey: unknown): Login | undefined {
  const key = typeof apiKey === "string" ? apiKey.trim() : "";
  return isHeaderText(key) ? { apiKey: key } : undefined;
}

function passwordLogin(username: unknown, password: unknown): Login | undefined {
  const isLogin = typeof username === "string" && typeof password === "string";
  return isLogin && username.trim() !== "" && password !== ""
    ? { username: username.trim(), password }
    : undefined;
}
