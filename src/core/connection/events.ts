import type { Probed } from "./probed";

/**
 * One thing that happened in a session, in the order that it happened. `atMs` is milliseconds since 1970 UTC.
 * The network and MQTT ports do nothing but emit these; state, output lines and tree icons only read them.
 */
export type SessionEvent = { readonly atMs: number } & SessionFact;

/** What happened, and when. Property by property where there may be a flood of it: spreading costs twice as much. */
export function eventAt(atMs: number, fact: SessionFact): SessionEvent {
  if (fact.kind !== "received") {
    return { atMs, ...fact };
  }
  const { kind, topic, payload, qos, retain, duplicate } = fact;
  return { atMs, kind, topic, payload, qos, retain, duplicate };
}

/** What happened, without its time. */
export type SessionFact =
  | { readonly kind: "checking" }
  | {
      readonly kind: "checked";
      readonly facts: Readonly<Record<string, string>>;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly kind: "checkFailed";
      readonly code: string;
      readonly facts: Readonly<Record<string, string>>;
    }
  | { readonly kind: "resolving"; readonly host: string }
  | { readonly kind: "resolved"; readonly host: string; readonly addresses: readonly string[] }
  | { readonly kind: "resolveFailed"; readonly host: string; readonly errorCode: string }
  | { readonly kind: "connecting"; readonly address: string; readonly port: number }
  | { readonly kind: "connected"; readonly address: string; readonly port: number }
  | {
      readonly kind: "connectFailed";
      readonly address: string;
      readonly port: number;
      readonly errorCode: string;
    }
  | { readonly kind: "securing"; readonly serverName: string }
  | ({ readonly kind: "secured" } & Secured)
  | ({ readonly kind: "tlsFailed" } & TlsFailed)
  | { readonly kind: "trusted"; readonly by: TrustedBy; readonly warnings: readonly Warning[] }
  | {
      readonly kind: "distrusted";
      readonly code: string;
      readonly facts: Readonly<Record<string, string>>;
    }
  | { readonly kind: "mqttConnecting"; readonly protocolVersion: 4 | 5; readonly clientId: string }
  | { readonly kind: "accepted"; readonly sessionPresent: boolean }
  | {
      readonly kind: "refused";
      /** CONNACK return code (MQTT 3.1.1 §3.2.2.3) or reason code (MQTT 5 §3.2.2.2). */
      readonly returnCode: number;
      readonly protocolVersion: 4 | 5;
      readonly reasonString?: string;
    }
  | { readonly kind: "subscribing"; readonly topics: readonly string[] }
  | {
      readonly kind: "subscribed";
      readonly grants: readonly Grant[];
      /** MQTT 5 SUBACK reason string (§3.9.2.1.2): foreign text. */
      readonly reasonString?: string;
    }
  | {
      readonly kind: "published";
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 0 | 1 | 2;
    }
  | {
      readonly kind: "acknowledged";
      readonly topic: string;
      /** MQTT 5 PUBACK or PUBREC reason code (§3.4.2.1); 0 under 3.1.1. */
      readonly reasonCode: number;
      readonly reasonString?: string;
    }
  | ({ readonly kind: "received" } & ReceivedMessage)
  | { readonly kind: "notMqtt"; readonly firstBytesHex: string }
  | ({ readonly kind: "probed" } & Probed)
  | { readonly kind: "timedOut"; readonly phase: Phase; readonly afterMs: number }
  /** Looked up when it had failed, for a better cure: it belongs to the phase that failed and takes none of its time. */
  | { readonly kind: "noted"; readonly facts: Readonly<Record<string, string>> }
  | {
      readonly kind: "closed";
      /** Who ended it: this program, or the other end. */
      readonly by: "us" | "peer";
      /** The socket's error code (`ECONNRESET`, `ERR_SSL_…`), where the end was not orderly. */
      readonly errorCode?: string;
      /** MQTT 5 DISCONNECT reason code (§3.14.2.1), where the server sent one. */
      readonly reasonCode?: number;
      /** MQTT 5 reason string, where the server sent one: foreign text. */
      readonly reasonString?: string;
      /** Nothing came back to our PINGREQ ([MQTT-3.1.2-24]). */
      readonly keepaliveMissed?: boolean;
      /** What came was no MQTT packet, so we closed ([MQTT-4.8.0-1]). */
      readonly malformed?: boolean;
    };

/** A phase of a test connection, in the order that they run. */
export type Phase = "preflight" | "dns" | "tcp" | "tls" | "mqtt" | "subscribe" | "publish";

/** What a completed TLS handshake proved. */
export interface Secured {
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly protocol: string;
  /** IANA or OpenSSL name of the cipher suite. */
  readonly cipher: string;
  /** The chain that the server presented, leaf first, DER. */
  readonly presentedDer: readonly Uint8Array[];
  /** What Node says of the chain (`SELF_SIGNED_CERT_IN_CHAIN`, …); absent when it verified. Names are not looked at. */
  readonly authorizationError?: string;
  /** Whether the server asked for a client certificate; absent where neither the TLS library nor the bytes tell. */
  readonly certificateRequested?: boolean;
  /** What the client sent from the server's first flight to the end of the handshake; absent where it was not counted. */
  readonly clientFlightBytes?: number;
  /** Whether our certificate was among that; absent where it was not counted. */
  readonly certificateShown?: boolean;
}

/** How a TLS handshake ended without success. */
export interface TlsFailed {
  /** Node's `error.code`, or `CLOSED` for an end without error. */
  readonly errorCode: string;
  /** OpenSSL's or BoringSSL's reason (`error.reason`), where it gave one. */
  readonly reason?: string;
  /** What the port says to a plain question, lower-case hex, at most 64 bytes; absent where it was not asked or is silent. */
  readonly firstBytesHex?: string;
  /** How many bytes the other end had sent. */
  readonly receivedBytes: number;
  /** The chain that the server had presented by then, leaf first, DER; empty when it came to none. */
  readonly presentedDer: readonly Uint8Array[];
  /** Whether the server asked for a client certificate; absent where the TLS library does not tell. */
  readonly certificateRequested?: boolean;
  /** Whether our certificate went out; absent where what we sent was not counted. */
  readonly certificateShown?: boolean;
}

/** What made a server trusted: the platform's anchors, an anchor of ours, or the leaf itself by its fingerprint. */
export type TrustedBy = "platform" | "anchor" | "pinned";

/** Something worth knowing about a connection that works; the sentence is made at the edge. */
export interface Warning {
  readonly code: WarningCode;
  readonly facts: Readonly<Record<string, string>>;
}

/** Every warning of a report. Facts in brackets. */
export type WarningCode =
  /** The client certificate ends soon [path, notAfter, days]. */
  | "client-cert-expires-soon"
  /** The server certificate ends soon [subject, notAfter, days]. */
  | "server-cert-expires-soon"
  /** The name was found in the CN alone, which other clients ignore [host, commonName]. */
  | "server-name-in-common-name"
  /** The server asked for no client certificate: two-way TLS is not in force []. */
  | "client-cert-not-requested"
  /** The server's own certificate is trusted, and no CA: the next one has to be put there anew [subject, notAfter]. */
  | "server-cert-pinned"
  /** TLS 1.3 was not offered by the server [protocol]. */
  | "tls-version-old"
  /** RSA below 2048 bits or a SHA-1 or MD5 signature [subject, keyText, signatureText]. */
  | "server-key-weak"
  /** Some topics were refused, not all [topics]. */
  | "subscribe-partly-denied"
  /** This machine's clock is off: by the server's (`by` rest, `aheadSeconds` signed), or by its certificate (`notBefore`). */
  | "clock-skew";

/** A SUBACK entry: the granted QoS, or 0x80 and above for a refusal. */
export interface Grant {
  readonly topic: string;
  readonly code: number;
}

/** A PUBLISH that arrived. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly duplicate: boolean;
}
