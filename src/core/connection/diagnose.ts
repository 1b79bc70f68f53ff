import { nextQuestion, refinedBy } from "./differential";
import { diagnosisTable, type DiagnosisCode, type DiagnosisFacts } from "./diagnoses";
import type { Phase, SessionEvent, TlsFailed } from "./events";
import { namesIn } from "./ownChain";
import type { ProbeQuestion } from "./probed";
import type { EventOf, SessionState } from "./session";
import { tlsCauseOf, type TlsCause } from "./tlsErrors";

type Facts = Readonly<Record<string, string>>;
type Ending = SessionEvent;

/**
 * Says what a session that ended means; undefined for one that has not ended, or that we ended ourselves.
 * What looks alike on the wire is told apart by what had been proven before: the phases, whether the server asked for a
 * certificate, how many bytes it sent, and the client certificate that we showed.
 */
export function diagnose(state: SessionState): DiagnosisFacts | undefined {
  const { ending } = state;
  if (ending === undefined || (ending.kind === "closed" && isOurWish(ending))) {
    return undefined;
  }
  const facts = { ...state.local, ...state.open?.facts, ...endingFacts(ending), ...provenFacts(state) };
  return refinedBy(state.probes, { code: codeOf(state, ending), facts }, ownNamesIn(state.local));
}

/** Says what to ask the server about a session that failed; undefined where it would not tell more. */
export function questionAbout(state: SessionState): ProbeQuestion | undefined {
  const { ending, probes, secured } = state;
  const presented = ending?.kind === "tlsFailed" ? ending.presentedDer : (secured?.presentedDer ?? []);
  return nextQuestion({ diagnosis: diagnose(state), probes, hasPresented: presented.length > 0 });
}

/** Subjects and issuers of the chain that we show. */
function ownNamesIn({ clientSubject, clientIssuers }: Facts): readonly string[] {
  return [...(clientSubject === undefined ? [] : [clientSubject]), ...namesIn(clientIssuers)];
}

/** Says what ended a session that had been up; undefined where we ended it. */
export function diagnoseEnd(event: EventOf<"closed">): DiagnosisFacts | undefined {
  return isOurWish(event) ? undefined : { code: liveCode(event), facts: endingFacts(event) };
}

/** We also close where the other end leaves us no choice. */
function isOurWish({ by, keepaliveMissed, malformed }: EventOf<"closed">): boolean {
  return by === "us" && keepaliveMissed !== true && malformed !== true;
}

type Judge<Kind extends SessionEvent["kind"]> = (ending: EventOf<Kind>, state: SessionState) => DiagnosisCode;

/** What each kind of ending means; the kinds that are not here end nothing. */
const judges: { readonly [Kind in SessionEvent["kind"]]?: Judge<Kind> } = {
  checkFailed: catalogued,
  resolveFailed: ({ errorCode }) => (errorCode === "EAI_AGAIN" ? "dns-timeout" : "dns-not-found"),
  connectFailed: (_ending, state) => connectCode(state),
  tlsFailed: tlsFailedCode,
  distrusted: catalogued,
  refused: ({ returnCode }) => refusals[returnCode] ?? "mqtt-closed",
  notMqtt: () => "mqtt-not-mqtt",
  timedOut: ({ phase }) => timedOutCodes[phase],
  subscribed: () => "mqtt-subscribe-denied",
  acknowledged: () => "mqtt-publish-refused",
  closed: closedCode,
};

function codeOf(state: SessionState, ending: Ending): DiagnosisCode {
  const judge = judges[ending.kind] as Judge<typeof ending.kind> | undefined;
  return judge?.(ending, state) ?? "mqtt-closed";
}

/** The code that the preflight or the judgement of the server has given already. */
function catalogued({ code }: { readonly code: string }): DiagnosisCode {
  return isDiagnosisCode(code) ? code : "properties-invalid";
}

function isDiagnosisCode(code: string): code is DiagnosisCode {
  return Object.hasOwn(diagnosisTable, code);
}

/** What a wait that ran out means, by phase. */
const timedOutCodes: Readonly<Record<Phase, DiagnosisCode>> = {
  preflight: "properties-invalid",
  dns: "dns-timeout",
  tcp: "tcp-timeout",
  tls: "tls-timeout",
  mqtt: "mqtt-connack-timeout",
  // The server still holds the connection and answers nothing: the same cause as an unanswered PINGREQ.
  subscribe: "mqtt-keepalive-timeout",
  publish: "mqtt-keepalive-timeout",
};

/** System codes of a failed connect (POSIX; libuv's names), in the order in which they tell most. */
const connectCodes: readonly (readonly [errorCode: string, code: DiagnosisCode])[] = [
  ["ECONNREFUSED", "tcp-refused"],
  ["ECONNRESET", "tcp-reset"],
  ["ETIMEDOUT", "tcp-timeout"],
  ["EHOSTUNREACH", "tcp-unreachable"],
  ["ENETUNREACH", "tcp-unreachable"],
  ["EADDRNOTAVAIL", "tcp-unreachable"],
];

/** With several addresses, the one that answered tells most: refused by one is not "unreachable" for another. */
function connectCode(state: SessionState): DiagnosisCode {
  const errorCodes = state.attempts.map((attempt) => attempt.errorCode);
  return connectCodes.find(([errorCode]) => errorCodes.includes(errorCode))?.[1] ?? "tcp-unreachable";
}

/** Causes that a TLS alert or error names by itself, wherever in the handshake it comes. */
const namedCauses: Readonly<Partial<Record<TlsCause, DiagnosisCode>>> = {
  version: "tls-version-unsupported",
  "no-shared-cipher": "tls-no-shared-cipher",
  "certificate-required": "client-cert-required",
  "unknown-ca": "client-cert-rejected-unknown-ca",
  "certificate-expired": "client-cert-rejected-expired",
  "certificate-revoked": "client-cert-rejected-revoked",
  "certificate-rejected": "client-cert-rejected",
  weak: "server-cert-weak",
};

function tlsFailedCode(ending: EventOf<"tlsFailed">): DiagnosisCode {
  if (ending.firstBytesHex !== undefined) {
    return "tls-not-tls";
  }
  const cause = tlsCauseOf(ending.errorCode, ending.reason);
  const named = cause === undefined ? undefined : namedCauses[cause];
  if (named !== undefined) {
    return refusalOf(named, ending);
  }
  if (cause === "handshake-failure") {
    // The alert for "no cipher in common" comes in place of a ServerHello, the one for "no certificate" after it.
    return ending.presentedDer.length === 0 ? "tls-no-shared-cipher" : "client-cert-required";
  }
  if (cause === "not-tls") {
    return "tls-not-tls";
  }
  return abruptCode(ending);
}

/** The other end went away in the middle of the handshake and did not say why. */
function abruptCode(ending: EventOf<"tlsFailed">): DiagnosisCode {
  if (ending.presentedDer.length > 0 && ending.certificateRequested === true) {
    // It had shown its certificate and asked for ours; ours is the last thing that it got.
    return refusalOf("client-cert-rejected", ending);
  }
  return ending.receivedBytes === 0 && ending.errorCode === "ECONNRESET" ? "tcp-reset" : "tls-closed";
}

/** What is refused is ours or that we showed none: alerts are one for both (GnuTLS's "decode error", Java's "bad certificate"). */
function refusalOf(
  code: DiagnosisCode,
  shown: Pick<TlsFailed, "certificateRequested" | "certificateShown"> | undefined,
): DiagnosisCode {
  return code === "client-cert-rejected" &&
    shown?.certificateRequested === true &&
    shown.certificateShown === false
    ? "client-cert-required"
    : code;
}

/** CONNACK codes: MQTT 3.1.1 §3.2.2.3 below 0x80, MQTT 5 §3.2.2.2 above. */
const refusals: Readonly<Record<number, DiagnosisCode>> = {
  1: "mqtt-version-refused",
  2: "mqtt-client-id-refused",
  3: "mqtt-server-unavailable",
  4: "mqtt-bad-credentials",
  5: "mqtt-not-authorized",
  0x84: "mqtt-version-refused",
  0x85: "mqtt-client-id-refused",
  0x86: "mqtt-bad-credentials",
  0x87: "mqtt-not-authorized",
  0x88: "mqtt-server-unavailable",
  0x89: "mqtt-server-unavailable",
  0x8a: "mqtt-banned",
  0x8b: "mqtt-server-shutting-down",
  0x8c: "mqtt-bad-credentials",
  0x97: "mqtt-rate-limited",
  0x9c: "mqtt-server-unavailable",
  0x9d: "mqtt-server-unavailable",
  0x9f: "mqtt-rate-limited",
};

/**
 * MQTT 5 DISCONNECT reason codes (§3.14.2.1) that name one of our causes. The others say something that `mqtt-closed` repeats
 * in words: administrative action (0x98), the longest time to be connected (0xA0), what is wrong with a packet of ours.
 */
const disconnects: Readonly<Record<number, DiagnosisCode>> = {
  0x87: "mqtt-not-authorized",
  0x89: "mqtt-server-unavailable",
  0x8b: "mqtt-server-shutting-down",
  0x8d: "mqtt-keepalive-timeout",
  0x8e: "mqtt-kicked",
  0x8f: "mqtt-subscribe-denied",
  0x90: "mqtt-publish-refused",
  0x93: "mqtt-rate-limited",
  0x95: "mqtt-publish-refused",
  0x96: "mqtt-rate-limited",
  0x97: "mqtt-rate-limited",
  0x99: "mqtt-publish-refused",
  0x9a: "mqtt-publish-refused",
  0x9b: "mqtt-publish-refused",
  0x9c: "mqtt-server-unavailable",
  0x9d: "mqtt-server-unavailable",
  0x9e: "mqtt-subscribe-denied",
  0x9f: "mqtt-rate-limited",
  0xa1: "mqtt-subscribe-denied",
  0xa2: "mqtt-subscribe-denied",
};

function closedCode(ending: EventOf<"closed">, state: SessionState): DiagnosisCode {
  if (state.accepted !== undefined) {
    return liveCode(ending);
  }
  const cause = ending.errorCode === undefined ? undefined : tlsCauseOf(ending.errorCode);
  const named = cause === undefined ? undefined : namedCauses[cause];
  if (named !== undefined) {
    // TLS 1.3: the server judges our certificate after the client's handshake is complete (RFC 8446 §4.4.2.4).
    return refusalOf(named, state.secured);
  }
  if (state.greeting === undefined) {
    // It closed before we had said a word of MQTT: what it had just received is our certificate.
    return state.secured?.certificateRequested === true
      ? refusalOf("client-cert-rejected", state.secured)
      : "tls-closed";
  }
  return "mqtt-closed";
}

function liveCode(ending: EventOf<"closed">): DiagnosisCode {
  if (ending.keepaliveMissed === true) {
    return "mqtt-keepalive-timeout";
  }
  if (ending.malformed === true) {
    return "mqtt-not-mqtt";
  }
  return disconnects[ending.reasonCode ?? 0] ?? "mqtt-closed";
}

/** The wire's own words, for the sentence and for the log. */
function endingFacts(ending: Ending): Facts {
  switch (ending.kind) {
    case "checkFailed":
    case "distrusted":
      return ending.facts;
    case "tlsFailed":
      return {
        ...optional({ reason: ending.reason }),
        ...(ending.firstBytesHex === undefined ? {} : answerFacts(ending.firstBytesHex)),
        receivedBytes: String(ending.receivedBytes),
      };
    case "notMqtt":
      return answerFacts(ending.firstBytesHex);
    case "timedOut":
      return { afterMs: String(ending.afterMs) };
    case "closed":
      return optional({
        errorCode: ending.errorCode,
        reasonCode: ending.reasonCode?.toString(),
        reasonString: ending.reasonString,
      });
    default:
      return {};
  }
}

/** What was already proven and belongs in the sentence of a refusal after the handshake. */
function provenFacts(state: SessionState): Facts {
  return state.secured === undefined ? {} : { protocol: state.secured.protocol };
}

/** What the first bytes of an answer in another protocol give away. */
function answerFacts(firstBytesHex: string): Facts {
  return { firstBytesHex, speaks: spokenBy(firstBytesHex) };
}

function spokenBy(firstBytesHex: string): "http" | "mqtt" | "unknown" {
  // "HTTP/", and a CONNACK: type 2, remaining length 2 or more (MQTT 3.1.1 §3.2).
  if (firstBytesHex.startsWith("485454502f")) {
    return "http";
  }
  return /^20(0[2-9a-f]|[1-7][0-9a-f])/.test(firstBytesHex) ? "mqtt" : "unknown";
}

function optional(facts: Readonly<Record<string, string | undefined>>): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
