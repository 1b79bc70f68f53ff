import type { SessionEvent } from "../../../src/core/connection/events";
import type { Tested } from "../connectionDevice";

/** Two causes with one look on the wire, and what tells them apart. */
export interface Neighbours {
  /** What both look like. */
  readonly alike: string;
  /** Names of faults. */
  readonly one: string;
  readonly other: string;
  /** Gives the same for both. */
  readonly same: (tested: Tested) => unknown;
  /** Gives something else for each. */
  readonly by: (tested: Tested) => unknown;
  /** `by` in words. */
  readonly byWords: string;
}

function eventOf<Kind extends SessionEvent["kind"]>(
  { events }: Tested,
  kind: Kind,
): Extract<SessionEvent, { readonly kind: Kind }> | undefined {
  return events.find((event): event is Extract<SessionEvent, { readonly kind: Kind }> => event.kind === kind);
}

/** The error of a handshake that failed, or of a session that closed. */
function wireError(tested: Tested): unknown {
  return eventOf(tested, "tlsFailed")?.errorCode ?? eventOf(tested, "closed")?.errorCode;
}

/** What is looked up or asked afterwards is no part of the failure. */
const failedEvent = (tested: Tested): unknown =>
  tested.events.findLast(({ kind }) => kind !== "noted" && kind !== "probed")?.kind;
const presented = (tested: Tested): boolean => (eventOf(tested, "tlsFailed")?.presentedDer.length ?? 0) > 0;
const factOf =
  (name: string) =>
  (tested: Tested): unknown =>
    tested.report?.diagnosis?.facts[name];
const verification = factOf("verification");
const accepted = factOf("acceptedIssuer");
const chosen = (tested: Tested): unknown => eventOf(tested, "probed")?.protocol;

/** One alert, or none, for a certificate of an unknown issuer and for one that is refused for another reason. */
function issuerOrNot(server: string, alike: string): Neighbours {
  return {
    alike,
    one: `${server}, a client of a CA that it does not know`,
    other: `${server}, a client certificate that has expired`,
    same: wireError,
    by: accepted,
    byWords: "whether the issuers that the server names when it is asked again have ours among them",
  };
}

/** A chain with a gap of ours, and an issuer of whom the server knows nothing: one refusal for both. */
function gapOrStranger(server: string, fact: string, byWords: string): Neighbours {
  return {
    alike: "the server cannot follow our certificate to anybody whom it knows",
    one: `${server}, a client that leaves out the CA below one that it knows`,
    other: `${server}, a client of a CA that it does not know`,
    same: wireError,
    by: factOf(fact),
    byWords,
  };
}

const byAccepted =
  "whether one of the issuers that the server names is above ours, by a certificate that lies here";

/** Faults of which each two look alike, and what differs between any two of them. */
function eachTwo(
  names: readonly string[],
  { alike, same, by, byWords }: Omit<Neighbours, "one" | "other">,
): readonly Neighbours[] {
  return names.flatMap((one, index) =>
    names.slice(index + 1).map((other) => ({ alike, one, other, same, by, byWords })),
  );
}

/** What had been proven when it ended, and what was answered afterwards. */
const proven = (tested: Tested): unknown => [
  presented(tested),
  eventOf(tested, "tlsFailed")?.firstBytesHex,
  chosen(tested),
  accepted(tested),
];

const provenWords =
  "whether the server had shown its certificate, what the port answers to a plain question, what it chooses from a wider offer, and whose certificates it takes";

/** Alert 48 for a gap in our chain, and for one in the server's list. */
function ourGapOrTheirs(tls: string): Neighbours {
  return {
    alike: `alert 48, unknown CA, ${tls}`,
    one: `openssl s_server, ${tls}, a client that leaves out the CA below one that it knows`,
    other: `openssl s_server, ${tls}, a client whose CA it knows, and not the one above`,
    same: wireError,
    by: accepted,
    byWords: "whether the server names our own issuer, or one above it",
  };
}

/** The pairs. */
export const neighbours: readonly Neighbours[] = [
  {
    alike: "the connection ends without a word",
    one: "Node net, it ends at the first byte",
    other: "Node tls, TLSv1.2, a client of a CA that it does not know",
    same: wireError,
    by: presented,
    byWords: "whether the server had shown its certificate and asked for ours",
  },
  {
    alike: "the connection ends without a word, TLS 1.3",
    one: "Node tls, TLSv1.3, an end at CONNECT",
    other: "Node tls, TLSv1.3, a client of a CA that it does not know",
    same: wireError,
    by: (tested) => eventOf(tested, "mqttConnecting") !== undefined,
    byWords: "whether we had said CONNECT: before, what it had just read is our certificate",
  },
  {
    alike: "alert 40, handshake failure, TLS 1.2",
    one: "openssl s_server, -cipher with RSA key exchange, an EC key",
    other: "openssl s_server, TLSv1.2, no client certificate",
    same: (tested) => eventOf(tested, "tlsFailed")?.reason,
    by: presented,
    byWords: "whether the alert came in place of a ServerHello or after the server's certificate",
  },
  {
    alike: "a reset in the handshake",
    one: "Node net, a reset at the first byte",
    other: "Node tls, TLSv1.3, a reset after 200 bytes of its first flight",
    same: failedEvent,
    by: (tested) => eventOf(tested, "tlsFailed")?.receivedBytes === 0,
    byWords: "whether the server had said anything",
  },
  {
    alike: "the time of the TLS phase runs out",
    one: "Node net, it takes the connection and says nothing",
    other: "Node net, a CONNACK in plain, which is shorter than the head of a TLS record",
    same: (tested) => eventOf(tested, "secured") ?? eventOf(tested, "connected")?.kind,
    by: (tested) => eventOf(tested, "tlsFailed")?.firstBytesHex,
    byWords: "what the port answers to a plain question",
  },
  {
    alike: "nothing answers: the name or the port",
    one: "no server, a name server that is silent",
    other: "no server, a queue that is full: no answer to a SYN",
    same: (tested) => tested.report?.ok,
    by: (tested) => tested.report?.phases.at(-1)?.phase,
    byWords: "the phase whose time ran out",
  },
  {
    alike: "silence after the ClientHello or after the CONNECT",
    one: "Node net, it reads everything and says nothing",
    other: "Node tls, TLSv1.3, no answer to CONNECT",
    same: failedEvent,
    by: (tested) => tested.report?.phases.at(-1)?.phase,
    byWords: "the phase whose time ran out",
  },
  {
    alike: "a web server",
    one: "Node net, a real web server",
    other: "Node tls, TLSv1.3, a real web server",
    same: factOf("speaks"),
    by: (tested) => eventOf(tested, "secured") !== undefined,
    byWords: "whether TLS had passed",
  },
  {
    alike: "no way from the chain to an anchor",
    one: "Node tls, TLSv1.3, a CA of the trusted name with another key",
    other: "Node tls, TLSv1.3, a CA that we do not have, with its chain",
    same: (tested) => verification(tested) !== undefined,
    by: (tested: Tested): unknown => {
      const diagnosis = tested.report?.diagnosis?.facts;
      return diagnosis?.["trusted"]?.startsWith(diagnosis["issuer"] ?? "?");
    },
    byWords: "whether a name in the chain is that of an anchor",
  },
  {
    alike: "DEPTH_ZERO_SELF_SIGNED_CERT",
    one: "Node tls, TLSv1.3, the trusted name with another key",
    other: "Node tls, TLSv1.3, a stranger's own signature",
    same: verification,
    by: (tested: Tested): unknown => {
      const diagnosis = tested.report?.diagnosis?.facts;
      return diagnosis?.["trusted"]?.startsWith(diagnosis["subject"] ?? "?");
    },
    byWords: "whether its name is that of the certificate that we trust",
  },
  {
    alike: "CERT_HAS_EXPIRED",
    one: "Node tls, TLSv1.3, expired, from a CA that we trust",
    other: "Node tls, TLSv1.3, an issuer that has expired",
    same: verification,
    by: ({ report }: Tested): unknown => {
      const { notAfter = "", now = "" } = report?.diagnosis?.facts ?? {};
      return notAfter < now;
    },
    byWords: "whose time is over: the certificate's own, or its issuer's",
  },
  {
    alike: "the server does not know who signed",
    one: "openssl s_server, TLSv1.3, a client of a CA that it does not know",
    other: "openssl s_server, a CA that we do not have, with its chain",
    same: ({ report }) => report?.phases.at(-1)?.phase,
    by: (tested) => eventOf(tested, "distrusted") !== undefined,
    byWords: "who refuses whom: an alert from the server, or our own judgement",
  },
  {
    alike: "a CONNACK that says no",
    one: "mosquitto, no anonymous clients, MQTT 3.1.1",
    other: "RabbitMQ, a certificate whose name is no user's",
    same: (tested) => eventOf(tested, "refused")?.kind,
    by: (tested) => eventOf(tested, "refused")?.returnCode,
    byWords: "the code of the CONNACK, 5 or 4",
  },
  {
    alike: "the broker hangs up at SUBSCRIBE or refuses it",
    one: "Node tls, an end at SUBSCRIBE, MQTT 5",
    other: "Node tls, SUBACK 0x87, MQTT 5",
    same: ({ report }) => report?.phases.at(-1)?.phase,
    by: (tested) => eventOf(tested, "subscribed") !== undefined,
    byWords: "whether a SUBACK came",
  },
  {
    alike: "a client certificate that has expired",
    one: "the device's files, a client certificate that has expired",
    other: "openssl s_server, TLSv1.3, a client certificate that has expired",
    same: ({ report }) => report?.ok,
    by: (tested) => eventOf(tested, "connecting") !== undefined,
    byWords: "whose clock says so: ours, before the first packet, or the server's",
  },
  issuerOrNot("Java, TLSv1.2", "alert 46, certificate unknown, TLS 1.2"),
  issuerOrNot("Java, TLSv1.3", "alert 46, certificate unknown, TLS 1.3"),
  issuerOrNot("gnutls-serv, TLSv1.2", "alert 49, access denied, TLS 1.2"),
  issuerOrNot("gnutls-serv, TLSv1.3", "alert 49, access denied, TLS 1.3"),
  issuerOrNot("Node tls, TLSv1.2", "an end without a word at our certificate, TLS 1.2"),
  issuerOrNot("Node tls, TLSv1.3", "an end without a word at our certificate, TLS 1.3"),
  {
    alike: "alert 42, bad certificate",
    one: "Java, TLSv1.3, no client certificate",
    other: "RabbitMQ, a client that signed itself",
    same: wireError,
    by: (tested) => eventOf(tested, "secured")?.certificateShown,
    byWords: "whether what we sent was long enough to hold our certificate",
  },
  {
    alike: "an end in place of a ServerHello: a proxy, or an old version",
    one: "Node net, it ends at the first byte",
    other: "Node tls, TLS 1.1 alone, behind what hangs up without an alert",
    same: wireError,
    by: chosen,
    byWords: "what the server chooses from every version and cipher that there is",
  },
  {
    alike: "alert 40 in place of a ServerHello: cipher or version",
    one: "Node net, alert 40, handshake failure",
    other: "Node tls, TLS 1.1 alone, behind what says handshake failure to everything",
    same: wireError,
    by: chosen,
    byWords: "what the server chooses from every version and cipher that there is",
  },
  {
    alike: "no connection: refused or filtered",
    one: "no server, nothing listens",
    other: "no server, a queue that is full: no answer to a SYN",
    same: failedEvent,
    by: (tested) => eventOf(tested, "connectFailed")?.errorCode,
    byWords: "whether an answer came: a refusal at once, or nothing until the time ran out",
  },
  {
    alike: "no connection: refused or reset",
    one: "no server, nothing listens",
    other: "Node net, a reset as soon as it is connected",
    same: ({ report }) => report?.ok,
    by: (tested) => eventOf(tested, "connectFailed")?.errorCode === "ECONNREFUSED",
    byWords: "whether the answer to the first packet was a refusal",
  },
  {
    alike: "a device that is not let in",
    one: "openssl s_server, TLSv1.3, no client certificate",
    other: "mosquitto, no anonymous clients, MQTT 3.1.1",
    same: ({ report }) => report?.ok,
    by: (tested) => eventOf(tested, "refused")?.kind,
    byWords: "whether TLS refuses it, or a CONNACK after TLS had let it pass",
  },
  {
    alike: "a certificate that leads to nobody known",
    one: "Node tls, TLSv1.3, a stranger's own signature",
    other: "Node tls, TLSv1.3, a CA that we do not have, with its chain",
    same: (tested) => eventOf(tested, "distrusted")?.kind,
    by: verification,
    byWords: "whether the server signed itself, or a CA that is not known here",
  },
  ...["openssl s_server, TLSv1.2", "openssl s_server, TLSv1.3", "Node tls, TLSv1.2", "Node tls, TLSv1.3"].map(
    (server) => gapOrStranger(server, "trustedIssuer", byAccepted),
  ),
  ...["mosquitto, TLSv1.2", "mosquitto, TLSv1.3"].map((server) =>
    gapOrStranger(server, "issuersAbove", "whether who is above our issuer is known here: it names nobody"),
  ),
  ...["TLSv1.2", "TLSv1.3"].map(ourGapOrTheirs),
  {
    alike: "alert 48, unknown CA, and an issuer that is not shown",
    one: "openssl s_server, TLSv1.3, a client that leaves out a CA and says who is above",
    other: "openssl s_server, TLSv1.3, a client that leaves out a CA of which no more is known here",
    same: wireError,
    by: factOf("trustedIssuer"),
    byWords: "whether the certificate itself says who is above its issuer",
  },
  {
    alike: "no connection: filtered or reset",
    one: "no server, a queue that is full: no answer to a SYN",
    other: "Node net, a reset as soon as it is connected",
    same: ({ report }) => report?.ok,
    by: (tested) => eventOf(tested, "connectFailed")?.errorCode === "ETIMEDOUT",
    byWords: "whether anything came at all: a reset, or nothing until the time ran out",
  },
  ...eachTwo(
    [
      "Node net, it ends at the first byte",
      "mosquitto, its port without TLS",
      "Node tls, Camellia alone, behind what hangs up without an alert",
      "Node tls, TLS 1.1 alone, behind what hangs up without an alert",
      "Node tls, TLSv1.2, a client certificate that has expired",
      "Node tls, TLSv1.2, a client of a CA that it does not know",
    ],
    { alike: "the handshake ends without a word", same: failedEvent, by: proven, byWords: provenWords },
  ),
  {
    alike: "the handshake is cut off at its first byte",
    one: "Node net, a reset at the first byte",
    other: "mosquitto, its port without TLS",
    same: failedEvent,
    by: (tested) => eventOf(tested, "tlsFailed")?.firstBytesHex,
    byWords: "what the port answers to a plain question",
  },
  {
    alike: "an end without a word after the handshake, TLS 1.3",
    one: "Node tls, TLSv1.3, a client certificate that has expired",
    other: "Node tls, TLSv1.3, an end at CONNECT",
    same: wireError,
    by: (tested) => eventOf(tested, "mqttConnecting") !== undefined,
    byWords: "whether we had said CONNECT: before, what it had just read is our certificate",
  },
  {
    alike: "alert 42, bad certificate, TLS 1.3",
    one: "openssl s_server, TLSv1.3, a client certificate that is not valid yet",
    other: "Java, TLSv1.3, no client certificate",
    same: wireError,
    by: (tested) => eventOf(tested, "secured")?.certificateShown,
    byWords: "whether what we sent was long enough to hold our certificate",
  },
  {
    alike: "alert 40, handshake failure: our certificate or the version",
    one: "openssl s_server, TLSv1.2, no client certificate",
    other: "Node tls, TLS 1.1 alone, behind what says handshake failure to everything",
    same: wireError,
    by: presented,
    byWords: "whether the alert came in place of a ServerHello or after the server's certificate",
  },
  {
    alike: "a server whose issuer is not shown",
    one: "Node tls, TLSv1.3, a CA between it and one that we trust, left out",
    other: "Node tls, TLSv1.3, a CA that we do not have, left out",
    same: (tested) => eventOf(tested, "distrusted")?.kind,
    by: factOf("trustedIssuer"),
    byWords: "whether its certificate says that a CA which we trust is above its issuer",
  },
];
