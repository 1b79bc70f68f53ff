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
import { restAddressWords, serverNotSignedIn, serverWithoutRest } from "./servers";
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
  const { sentence, actions = [] } = wordsOf(failure, server);
  const details = detailsOf(failure);
  return {
    code: failure.code,
    message: sentence,
    details: { server: server.name, ...details },
    ...(actions.length === 0 ? {} : { actions }),
  };
}

interface Words {
  readonly sentence: string;
  readonly actions?: readonly Action[];
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
  title: "Open Server Settings",
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.servers"],
};

const changeTimeout: Action = {
  title: "Change Timeout",
  command: "workbench.action.openSettings",
  args: ["thingsboardX509.connection.timeout"],
};

const openProxy: Action = {
  title: "Open Proxy Settings",
  command: "workbench.action.openSettings",
  args: ["http.proxy"],
};

/** What a proxy means that does not connect (RFC 9110 §15). */
const proxyReasons: ReadonlyMap<number, string> = new Map([
  [403, ": it does not allow that address"],
  [502, ": it cannot reach it"],
  [503, ": it cannot reach it"],
  [504, ": the server did not answer it in time"],
]);

function signInTo({ name }: RestSubject): Action {
  return { title: "Sign In…", command: "thingsboardX509.signIn", args: [name] };
}

/** Says nothing where the server gave no reason. */
function saying(said = ""): string {
  return said.trim() === "" ? "" : ` It says: “${plainText(said.trim())}”`;
}

/** Where it is, as a sentence has it. */
function addressOf({ restUrl = "" }: RestSubject): string {
  return plainText(restUrl);
}

const rows: { readonly [Code in RestFailure["code"]]: RowOf<Code> } = {
  "http-unreachable": ({ cause }, server) => unreachable(cause, server),
  "http-tls": (failure, server) => tlsWords(failure, server),
  "http-proxy-unreachable": ({ proxy, cause }, server) => ({
    sentence: `The proxy ${plainText(proxy)} cannot be used: ${reasonOf(cause)}. Nothing was sent to ${addressOf(server)}. Check http.proxy and the network, or name the server in http.noProxy if it can be reached without.`,
    actions: [openProxy],
  }),
  "http-proxy-unauthorized": ({ proxy }, server) => ({
    sentence: `The proxy ${plainText(proxy)} wants to know who asks, or does not take who does (HTTP status 407). ${plainText(server.name)} was not asked. Put user and password for the proxy into http.proxy (http://user:password@host:port), or name the server in http.noProxy if it can be reached without.`,
    actions: [openProxy],
  }),
  "http-proxy-refused": ({ proxy, status }, server) => ({
    sentence: `The proxy ${plainText(proxy)} made no connection to ${addressOf(server)} (HTTP status ${status})${proxyReasons.get(status) ?? ""}. Nothing was sent to the server. Check the REST address, have the proxy let it through, or name the server in http.noProxy.`,
    actions: [openServers, openProxy],
  }),
  "http-timeout": (_failure, server) => ({
    sentence: `${addressOf(server)} did not answer in time. It may be overloaded, or its answer is held up on the way. Try again, or allow it more time.`,
    actions: [changeTimeout],
  }),
  "http-too-large": (_failure, server) => ({
    sentence: `${addressOf(server)} sent more than an answer of ThingsBoard ever has, and the rest was not read. Check that the REST address is ThingsBoard's.`,
    actions: [openServers],
  }),
  "http-broken-off": (_failure, server) => ({
    sentence: `${addressOf(server)} broke off in the middle of its answer. Whether it did what was asked is not known: look before you try again.`,
  }),
  "rest-signed-out": ({ said }, server) => ({
    sentence: `${plainText(server.name)} no longer takes your sign-in.${saying(said)} Sign in again.`,
    actions: [signInTo(server)],
  }),
  "rest-token-expired": (_failure, server) => ({
    sentence: `Your sign-in to ${plainText(server.name)} has expired. Sign in again.`,
    actions: [signInTo(server)],
  }),
  "rest-password-expired": (_failure, server) => ({
    sentence: `Your password for ${plainText(server.name)} has expired. Set a new one in ThingsBoard's web page, then sign in again.`,
    actions: [...openPage(server), signInTo(server)],
  }),
  "rest-wrong-password": ({ said }, server) => ({
    sentence: `${plainText(server.name)} does not take this user and password.${saying(said)} Check both, and try again.`,
    actions: [signInTo(server)],
  }),
  "rest-wrong-api-key": ({ said }, server) => ({
    sentence: `${plainText(server.name)} does not take this API key.${saying(said)} It may be mistyped, disabled or expired; ThingsBoard before 4.3 takes none.`,
    actions: [signInTo(server)],
  }),
  "rest-second-factor": (_failure, server) => ({
    sentence: `The account at ${plainText(server.name)} wants a second factor, which can only be given in a browser. Make an API key in ThingsBoard's account page and sign in with that.`,
    actions: [...openPage(server), signInTo(server)],
  }),
  "rest-forbidden": ({ said }, server) => ({
    sentence: `You may not do that at ${plainText(server.name)}.${saying(said)} Sign in as a tenant administrator.`,
    actions: [signInTo(server)],
  }),
  "rest-not-found": ({ said }, server) => ({
    sentence: `${plainText(server.name)} does not have what was asked for: it was deleted meanwhile, or this ThingsBoard is too old for it.${saying(said)}`,
  }),
  "rest-refused": ({ status, said }, server) => ({
    sentence: `${plainText(server.name)} refused it with HTTP status ${status}.${saying(said)}`,
  }),
  "rest-conflict": ({ said }, server) => ({
    sentence: `Somebody else changed the same thing at ${plainText(server.name)} meanwhile, and nothing was overwritten.${saying(said)} Try again.`,
  }),
  "rest-entity-limit": ({ said }, server) => ({
    sentence: `${plainText(server.name)} has as many of these as your tenant may have.${saying(said)} Delete some, or have the limit raised.`,
  }),
  "rest-rate-limited": ({ retryAfterMs }, server) => ({
    sentence: `${plainText(server.name)} takes no more requests for now. Try again ${retryAfterMs === undefined ? "in a while" : `in ${Math.ceil(retryAfterMs / 1000)} s`}.`,
  }),
  "rest-server-error": ({ status, said }, server) => ({
    sentence: `${plainText(server.name)} failed with HTTP status ${status}.${saying(said)} Try again; if it stays so, its log has the reason.`,
  }),
  "rest-not-thingsboard": ({ contentType }, server) => ({
    sentence: `What answers at ${addressOf(server)} is no ThingsBoard REST API: ${bodyKind(contentType)} came. Check the REST address; a sign-in page of a proxy may stand in between.`,
    actions: [openServers],
  }),
  "rest-redirected": ({ to }, server) => ({
    sentence: `${addressOf(server)} leads elsewhere${to === "" ? "" : `, to ${plainText(to)}`}. Your sign-in does not follow there: nothing was sent. If that is the right address, set it as restUrl of ${plainText(server.name)}.`,
    actions: [openServers],
  }),
  "server-without-rest": (_failure, { name }) =>
    name === localTestServerName ? given(testServerNotRunning) : given(serverWithoutRest(name)),
  "rest-address-invalid": ({ reason }, server) => ({
    sentence: `The REST address of ${plainText(server.name)} cannot be used. ${restAddressWords[reason]}`,
    actions: [openServers],
  }),
  "rest-ca-unreadable": ({ path, cause }, server) => ({
    sentence: `${nameOf(plainText(path))}, the restCaFile of ${plainText(server.name)}, ${caCauses[cause] ?? "cannot be read"}. Nothing was sent. Name another file, or none.`,
    actions: [openServers],
  }),
  "not-signed-in": (_failure, { name }) => given(serverNotSignedIn(name)),
  "rest-trust-changed": (_failure, server) => ({
    sentence: `What the certificate of ${plainText(server.name)} is checked against has changed since you signed in (restCaFile), and nothing was sent. Sign in again if that is right.`,
    actions: [signInTo(server), openServers],
  }),
  "secrets-not-wiped": (_failure, server) => ({
    sentence: `The keyring of this machine did not let go of your sign-in to ${plainText(server.name)}. Try again when the keyring is unlocked, or change your password in ThingsBoard.`,
    actions: [{ title: "Sign Out", command: "thingsboardX509.signOut", args: [server.name] }],
  }),
};

function given({ message, actions = [] }: CommandFailure): Words {
  return { sentence: message, actions };
}

const caCauses: Readonly<Partial<Record<string, string>>> = {
  "file-not-found": "is not there",
  "no-certificate": "holds no certificate in PEM",
  "file-too-large": "is too large to be a file of certificates",
  "file-permission-denied": "may not be read",
};

/** Opens ThingsBoard's page; nothing where its address is none. */
function openPage({ restUrl }: RestSubject): readonly Action[] {
  return restUrl === undefined
    ? []
    : [{ title: "Open ThingsBoard", command: "vscode.open", args: [restUrl] }];
}

function bodyKind(contentType: string): string {
  if (/html/i.test(contentType)) {
    return "a web page";
  }
  return /json/i.test(contentType) ? "JSON of another shape" : "something else";
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "there is no host of that name"],
  ["EAI_AGAIN", "the name could not be looked up; the name server does not answer"],
  ["ECONNREFUSED", "nothing listens there"],
  ["ETIMEDOUT", "nothing answers there"],
  ["EHOSTUNREACH", "there is no way to it"],
  ["ENETUNREACH", "there is no way to it"],
  ["ECONNRESET", "it hung up"],
]);

function reasonOf(cause = "unknown"): string {
  return `${reasons.get(cause) ?? "the connection failed"} (${plainText(cause)})`;
}

function unreachable(cause: string | undefined, server: RestSubject): Words {
  const sentence = `${addressOf(server)} cannot be reached: ${reasonOf(cause)}. Check the REST address and the network, and http.proxy where a proxy is needed.`;
  const start: Action = {
    title: "Start Local Test Server",
    command: "thingsboardX509.startTestServer",
    args: [],
  };
  return { sentence, actions: [server.name === localTestServerName ? start : openServers] };
}

/** What the doctor says of the certificate, and how that is cured at a REST address. */
function tlsWords({ cause = "unknown", verdict }: RestTlsFailure, server: RestSubject): Words {
  const address = addressOf(server);
  if (verdict === undefined) {
    const sentence = `No TLS connection to ${address} came up (${plainText(cause)}). Check that the port is the one for HTTPS, and the server's log; an address without TLS starts with http://.`;
    return { sentence, actions: [openServers] };
  }
  const { code } = verdict;
  const about: Action = {
    title: "What It Means",
    command: "thingsboardX509.openDocs",
    args: ["diagnoses.md", code],
  };
  const { title, cure } = diagnosisEntries[code];
  const sentence = `${address}: ${title} (${plainText(cause)}).${tlsDetail(verdict, server)} ${tlsCures[code] ?? cure}`;
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

const nameCa =
  "Name the CA that signed it as restCaFile of the server, once you know that this is the right server.";

/** Where the cure of a REST address is another than that of MQTT. */
const tlsCures: Readonly<Partial<Record<string, string>>> = {
  "server-cert-untrusted": nameCa,
  "server-cert-self-signed": `${nameCa} For a self-signed certificate that is the certificate itself.`,
  "server-cert-expired":
    "Have the server's certificate renewed. If the date of today is wrong, set this machine's clock.",
  "server-cert-not-yet-valid":
    "Check this machine's clock; if it is right, have the server given a certificate that is valid now.",
  "server-cert-changed":
    "Ask whoever runs the server whether its certificate is new. If so, name the new one, or the CA that signed it, as restCaFile of the server.",
  "server-cert-incomplete-chain":
    "Have the server's certificate file hold the whole chain, leaf first and then each issuer. Until then, add the issuer's certificate to the restCaFile of the server.",
  "server-ca-expired":
    "Get the issuer's new certificate from whoever runs the server and name it as restCaFile of the server.",
  "server-cert-host-mismatch":
    "Use the name that the certificate has in restUrl, or give the server a certificate for this name.",
  "server-cert-wrong-purpose": "Give the server a certificate that is made for servers.",
  "server-cert-weak": "Give the server a certificate with a stronger key.",
  "tls-not-tls": "Use http:// where it is meant to be unencrypted, or the port that HTTPS is on.",
  "tls-version-unsupported": "Allow TLS 1.2 or 1.3 on the server.",
  "tls-no-shared-cipher": "Allow modern cipher suites on the server.",
  "client-cert-required":
    "The server wants a client certificate for its REST API, which is not shown here: use an address that does without.",
};

function detailsOf(failure: RestFailure): Readonly<Record<string, unknown>> {
  if (failure.code === "http-tls") {
    const { cause, verdict } = failure;
    return { cause, ...(verdict === undefined ? {} : { diagnosis: verdict.code, facts: verdict.facts }) };
  }
  return Object.fromEntries(Object.entries(failure).filter(([name]) => name !== "code"));
}
