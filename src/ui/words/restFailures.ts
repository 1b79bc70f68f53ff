import * as l10n from "@vscode/l10n";
import type { DiagnosisFacts } from "../../core/connection/diagnoses";
import type { AccountFailure, SignOutFailure } from "../../flows/accountKeeper";
import { nameOf } from "../../flows/paths";
import type { RestTlsFailure } from "../../flows/restTrust";
import type { SignInFailure } from "../../flows/signIn";
import type { ServerChoice } from "../../flows/testConnection";
import { localTestServerName } from "../app";
import type { Action, CommandFailure } from "../command";
import { diagnosisEntries } from "./diagnoses";
import { diagnosisCaseOf, plainText } from "./diagnosisCase";
import { secondsText } from "./numbers";
import { caFileText } from "./restCaFile";
import { tlsCures } from "./restTlsCures";
import { restAddressWords, serverNotSignedIn, serverWithoutRest } from "./servers";
import { testServerToStart } from "./accounts";
import { testServerNotRunning } from "./testServer";

/** Every expected "no" of a server's REST API; cancelling is none. */
export type RestFailure =
  Exclude<SignInFailure, { readonly code: "cancelled" }> | AccountFailure | SignOutFailure;

/** The server that a failure is about. */
export type RestSubject = Pick<ServerChoice, "name" | "restUrl" | "restCaFile">;

/**
 * Tells why a server's REST API did not do what it was asked for: what happened, to what, and the next step. What the
 * server said is shown as its words, made safe; no credential is in it.
 */
export function restFailureWords(failure: RestFailure, server: RestSubject): CommandFailure {
  const { sentence, actions = [], goesOn } = wordsOf(failure, server);
  const details = detailsOf(failure);
  return {
    code: failure.code,
    message: sentence,
    details: { server: server.name, ...details },
    ...(actions.length === 0 ? {} : { actions }),
    ...(goesOn === undefined ? {} : { goesOn }),
  };
}

interface Words extends Pick<CommandFailure, "actions" | "goesOn"> {
  readonly sentence: string;
}

type RowOf<Code extends RestFailure["code"]> = (
  failure: RestFailure & { readonly code: Code },
  server: RestSubject,
) => Words;

function wordsOf(failure: RestFailure, server: RestSubject): Words {
  // The row of a code takes the failures of that code alone, which the table's type says and this line cannot.
  const row = rows[failure.code] as (failure: RestFailure, server: RestSubject) => Words;
  return row(failure, server);
}

const openServers: Action = {
  title: l10n.t("Open Server Settings"),
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.servers"],
};

const changeTimeout: Action = {
  title: l10n.t("Change Timeout"),
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.connection.timeout"],
};

const openProxy: Action = {
  title: l10n.t("Open Proxy Settings"),
  command: "workbench.action.openSettings",
  args: ["http.proxy"],
};

/** What a proxy means that does not connect (RFC 9110 §15). */
const proxyReasons: ReadonlyMap<number, string> = new Map([
  [403, l10n.t("The proxy does not allow that address.")],
  [502, l10n.t("The proxy cannot reach it.")],
  [503, l10n.t("The proxy cannot reach it.")],
  [504, l10n.t("The server did not answer the proxy in time.")],
]);

/** Says nothing where the status does not tell. */
function proxyReason(status: number): string {
  const reason = proxyReasons.get(status);
  return reason === undefined ? "" : ` ${reason}`;
}

/** `to` is empty where the server did not say. */
function redirectedText(to: string, server: RestSubject): string {
  const facts = { address: addressOf(server), server: plainText(server.name) };
  return to === ""
    ? l10n.t(
        "{address} leads elsewhere. Your sign-in does not follow there: nothing was sent. If that is the right address, set it as restUrl of {server}.",
        facts,
      )
    : l10n.t(
        "{address} leads elsewhere, to {to}. Your sign-in does not follow there: nothing was sent. If that is the right address, set it as restUrl of {server}.",
        { ...facts, to: plainText(to) },
      );
}

function signInTo({ name }: RestSubject): Action {
  return { title: l10n.t("Sign In…"), command: "thingsboardX509.signIn", args: [name] };
}

/** Says nothing where the server gave no reason. */
function saying(said = ""): string {
  return said.trim() === "" ? "" : ` ${l10n.t("It says: “{said}”.", { said: plainText(said.trim()) })}`;
}

/** Where it is, as a sentence has it. */
function addressOf({ restUrl = "" }: RestSubject): string {
  return plainText(restUrl);
}

const rows: { readonly [Code in RestFailure["code"]]: RowOf<Code> } = {
  "http-unreachable": ({ cause }, server) => unreachable(cause, server),
  "http-tls": (failure, server) => tlsWords(failure, server),
  "http-proxy-unreachable": ({ proxy, cause }, server) => ({
    sentence: l10n.t(
      "The proxy {proxy} cannot be used: {reason}. Nothing was sent to {address}. Check http.proxy and the network, or name the server in http.noProxy if it can be reached without.",
      { proxy: plainText(proxy), reason: reasonOf(cause), address: addressOf(server) },
    ),
    actions: [openProxy],
  }),
  "http-proxy-unauthorized": ({ proxy }, server) => ({
    sentence: l10n.t(
      "The proxy {proxy} wants to know who asks, or does not take who does (HTTP status 407). {server} was not asked. Put user and password for the proxy into http.proxy (http://user:password@host:port), or name the server in http.noProxy if it can be reached without.",
      { proxy: plainText(proxy), server: plainText(server.name) },
    ),
    actions: [openProxy],
  }),
  "http-proxy-refused": ({ proxy, status }, server) => ({
    sentence: l10n.t(
      "The proxy {proxy} made no connection to {address} (HTTP status {status}).{reason} Nothing was sent to the server. Check the REST address, have the proxy let it through, or name the server in http.noProxy.",
      { proxy: plainText(proxy), address: addressOf(server), status, reason: proxyReason(status) },
    ),
    actions: [openServers, openProxy],
  }),
  "http-timeout": (_failure, server) => ({
    sentence: l10n.t(
      "{address} did not answer in time. It may be overloaded, or its answer is held up on the way. Try again, or allow it more time.",
      { address: addressOf(server) },
    ),
    actions: [changeTimeout],
  }),
  "http-too-large": (_failure, server) => ({
    sentence: l10n.t(
      "{address} sent more than an answer of ThingsBoard ever has, and the rest was not read. Check that the REST address is ThingsBoard's.",
      { address: addressOf(server) },
    ),
    actions: [openServers],
  }),
  "http-broken-off": (_failure, server) => ({
    sentence: l10n.t(
      "{address} broke off in the middle of its answer. Whether it did what was asked is not known: look before you try again.",
      { address: addressOf(server) },
    ),
  }),
  "rest-signed-out": ({ said }, server) => ({
    sentence: l10n.t("{server} no longer takes your sign-in.{saying} Sign in again.", {
      server: plainText(server.name),
      saying: saying(said),
    }),
    actions: [signInTo(server)],
  }),
  "rest-token-expired": (_failure, server) => ({
    sentence: l10n.t("Your sign-in to {server} has expired. Sign in again.", {
      server: plainText(server.name),
    }),
    actions: [signInTo(server)],
  }),
  "rest-password-expired": (_failure, server) => ({
    sentence: l10n.t(
      "Your password for {server} has expired. Set a new one on ThingsBoard's web page, then sign in again.",
      { server: plainText(server.name) },
    ),
    actions: [...openPage(server), signInTo(server)],
  }),
  "rest-wrong-password": ({ said }, server) => ({
    sentence: l10n.t("{server} does not take this user and password.{saying} Check both, and try again.", {
      server: plainText(server.name),
      saying: saying(said),
    }),
    actions: [signInTo(server)],
  }),
  "rest-wrong-api-key": ({ said }, server) => ({
    sentence: l10n.t(
      "{server} does not take this API key.{saying} It may be mistyped, disabled or expired; ThingsBoard before 4.3 takes none.",
      { server: plainText(server.name), saying: saying(said) },
    ),
    actions: [signInTo(server)],
  }),
  "rest-second-factor": (_failure, server) => ({
    sentence: l10n.t(
      "The account at {server} wants a second factor, which can only be given in a browser. Make an API key on ThingsBoard's account page and sign in with that.",
      { server: plainText(server.name) },
    ),
    actions: [...openPage(server), signInTo(server)],
  }),
  "rest-forbidden": ({ said }, server) => ({
    sentence: l10n.t("You may not do that at {server}.{saying} Sign in as a tenant administrator.", {
      server: plainText(server.name),
      saying: saying(said),
    }),
    actions: [signInTo(server)],
  }),
  "rest-not-found": ({ said }, server) => ({
    sentence: l10n.t(
      "{server} does not have what was asked for: it was deleted meanwhile, or this ThingsBoard is too old for it.{saying}",
      { server: plainText(server.name), saying: saying(said) },
    ),
  }),
  "rest-refused": ({ status, said }, server) => ({
    sentence: l10n.t("{server} refused it with HTTP status {status}.{saying}", {
      server: plainText(server.name),
      status,
      saying: saying(said),
    }),
  }),
  "rest-conflict": ({ said }, server) => ({
    sentence: l10n.t(
      "Somebody else changed the same thing at {server} meanwhile, and nothing was overwritten.{saying} Try again.",
      { server: plainText(server.name), saying: saying(said) },
    ),
  }),
  "rest-entity-limit": ({ said }, server) => ({
    sentence: l10n.t(
      "{server} has as many of these as your tenant may have.{saying} Delete some, or have the limit raised.",
      { server: plainText(server.name), saying: saying(said) },
    ),
  }),
  "rest-rate-limited": ({ retryAfterMs }, server) => ({
    sentence:
      retryAfterMs === undefined
        ? l10n.t("{server} takes no more requests for now. Try again in a while.", {
            server: plainText(server.name),
          })
        : l10n.t("{server} takes no more requests for now. Try again in {wait}.", {
            server: plainText(server.name),
            wait: secondsText(1000 * Math.ceil(retryAfterMs / 1000)),
          }),
  }),
  "rest-server-error": ({ status, said }, server) => ({
    sentence: l10n.t(
      "{server} failed with HTTP status {status}.{saying} Try again; if it stays so, its log has the reason.",
      { server: plainText(server.name), status, saying: saying(said) },
    ),
  }),
  "rest-not-thingsboard": ({ contentType }, server) => ({
    sentence: l10n.t(
      "What answers at {address} is no ThingsBoard REST API: {bodyKind} came. Check the REST address; a sign-in page of a proxy may stand in between.",
      { address: addressOf(server), bodyKind: bodyKind(contentType) },
    ),
    actions: [openServers],
  }),
  "rest-redirected": ({ to }, server) => ({
    sentence: redirectedText(to, server),
    actions: [openServers],
  }),
  "server-without-rest": (_failure, { name }) =>
    given(
      name === localTestServerName
        ? { ...testServerNotRunning, actions: testServerToStart.actions }
        : serverWithoutRest(name),
    ),
  "rest-address-invalid": ({ reason }, server) => ({
    sentence: l10n.t("The REST address of {server} cannot be used. {restAddres}", {
      server: plainText(server.name),
      restAddres: restAddressWords[reason],
    }),
    actions: [openServers],
  }),
  "rest-ca-unreadable": ({ path, cause }, server) => ({
    sentence: caFileText(cause, {
      file: nameOf(plainText(path)),
      server: plainText(server.name),
    }),
    actions: [openServers],
  }),
  "not-signed-in": (_failure, { name }) => given(serverNotSignedIn(name)),
  "rest-trust-changed": (_failure, server) => ({
    sentence: l10n.t(
      "What the certificate of {server} is checked against has changed since you signed in (restCaFile), and nothing was sent. Sign in again if that is right.",
      { server: plainText(server.name) },
    ),
    actions: [signInTo(server), openServers],
  }),
  "secrets-not-wiped": (_failure, server) => ({
    sentence: l10n.t(
      "The keyring of this machine did not delete your sign-in to {server}. Try again when the keyring is unlocked, or change your password in ThingsBoard.",
      { server: plainText(server.name) },
    ),
    actions: [{ title: l10n.t("Sign Out"), command: "thingsboardX509.signOut", args: [server.name] }],
  }),
};

function given({ message, actions = [], goesOn = false }: CommandFailure): Words {
  return { sentence: message, actions, ...(goesOn ? { goesOn } : {}) };
}

/** Opens ThingsBoard's page; nothing where its address is none. */
function openPage({ restUrl }: RestSubject): readonly Action[] {
  return restUrl === undefined
    ? []
    : [{ title: l10n.t("Open ThingsBoard"), command: "vscode.open", args: [restUrl] }];
}

function bodyKind(contentType: string): string {
  if (/html/i.test(contentType)) {
    return l10n.t("a web page");
  }
  return /json/i.test(contentType) ? l10n.t("JSON of another shape") : l10n.t("something else");
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", l10n.t("there is no host of that name")],
  ["EAI_AGAIN", l10n.t("the name could not be looked up; the name server does not answer")],
  ["ECONNREFUSED", l10n.t("nothing listens there")],
  ["ETIMEDOUT", l10n.t("nothing answers there")],
  ["EHOSTUNREACH", l10n.t("there is no way to it")],
  ["ENETUNREACH", l10n.t("there is no way to it")],
  ["ECONNRESET", l10n.t("it hung up")],
]);

function reasonOf(cause = "unknown"): string {
  return `${reasons.get(cause) ?? l10n.t("the connection failed")} (${plainText(cause)})`;
}

function unreachable(cause: string | undefined, server: RestSubject): Words {
  const sentence = l10n.t(
    "{address} cannot be reached: {reason}. Check the REST address and the network, and http.proxy where a proxy is needed.",
    { address: addressOf(server), reason: reasonOf(cause) },
  );
  const start: Action = {
    title: l10n.t("Start Local Test Server"),
    command: "thingsboardX509.startTestServer",
    args: [],
  };
  return { sentence, actions: [server.name === localTestServerName ? start : openServers] };
}

/** What the doctor says of the certificate, and how that is cured at a REST address. */
function tlsWords({ cause = "unknown", verdict }: RestTlsFailure, server: RestSubject): Words {
  const address = addressOf(server);
  if (verdict === undefined) {
    const sentence = l10n.t(
      "No TLS connection to {address} came up ({cause}). Check that the port is the one for HTTPS, and the server's log; an address without TLS starts with http://.",
      { address, cause: plainText(cause) },
    );
    return { sentence, actions: [openServers] };
  }
  const { code } = verdict;
  const about: Action = {
    title: l10n.t("What It Means"),
    command: "thingsboardX509.openDocs",
    args: ["diagnoses.md", code],
  };
  const { title, cure } = diagnosisEntries[code];
  const sentence = l10n.t("{address}: {title} ({cause}).{detail} {cure}", {
    address,
    title,
    cause: plainText(cause),
    detail: tlsDetail(verdict, server),
    cure: tlsCures[code] ?? cure,
  });
  return { sentence, actions: [openServers, about] };
}

/** Who the certificate says that it is, who signed it and until when; nothing where none was shown. */
function tlsDetail({ code, facts }: DiagnosisFacts, { name, restUrl = "", restCaFile }: RestSubject): string {
  if (facts["subject"] === undefined) {
    return "";
  }
  const trust = restCaFile === undefined ? {} : { trust: restCaFile };
  const subject = { server: { name, mqttUrl: restUrl }, properties: "" };
  return ` ${diagnosisEntries[code].detail(diagnosisCaseOf({ facts: { ...facts, ...trust } }, subject))}`;
}

function detailsOf(failure: RestFailure): Readonly<Record<string, unknown>> {
  if (failure.code === "http-tls") {
    const { cause, verdict } = failure;
    return { cause, ...(verdict === undefined ? {} : { diagnosis: verdict.code, facts: verdict.facts }) };
  }
  return Object.fromEntries(Object.entries(failure).filter(([name]) => name !== "code"));
}
