/**
 * One thing that happened in a session, in the order that it happened. `atMs` is milliseconds since 1970 UTC.
 * The network and MQTT ports do nothing but emit these; state, output lines and tree icons only read them.
 */
export type SessionEvent = { readonly atMs: number } & SessionFact;

/** What happened, without its time. */
export type SessionFact =
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
  | { readonly kind: "mqttConnecting"; readonly protocolVersion: 4 | 5; readonly clientId: string }
  | { readonly kind: "accepted"; readonly sessionPresent: boolean }
  | {
      readonly kind: "refused";
      /** CONNACK return code (MQTT 3.1.1 §3.2.2.3) or reason code (MQTT 5 §3.2.2.2). */
      readonly returnCode: number;
      readonly protocolVersion: 4 | 5;
      readonly reasonString?: string;
    }
  | { readonly kind: "subscribed"; readonly grants: readonly Grant[] }
  | { readonly kind: "published"; readonly topic: string; readonly qos: 0 | 1 | 2 }
  | { readonly kind: "acknowledged"; readonly topic: string; readonly reasonCode: number }
  | ({ readonly kind: "received" } & ReceivedMessage)
  | { readonly kind: "notMqtt"; readonly firstBytesHex: string }
  | { readonly kind: "timedOut"; readonly phase: Phase; readonly afterMs: number }
  | {
      readonly kind: "closed";
      /** Who ended it: this program, or the other end. */
      readonly by: "us" | "peer";
      /** The socket's error code (`ECONNRESET`, `ERR_SSL_…`), where the end was not orderly. */
      readonly errorCode?: string;
      /** MQTT 5 DISCONNECT reason code, where the server sent one. */
      readonly reasonCode?: number;
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
  /** What Node says of the chain (`SELF_SIGNED_CERT_IN_CHAIN`, …); absent when it verified. */
  readonly authorizationError?: string;
}

/** How a TLS handshake ended without success. */
export interface TlsFailed {
  /** Node's `error.code`, or `CLOSED` for an end without error. */
  readonly errorCode: string;
  /** OpenSSL's or BoringSSL's reason (`error.reason`), where it gave one. */
  readonly reason?: string;
  /** The first bytes that the other end sent, lower-case hex, at most 64 bytes. */
  readonly firstBytesHex?: string;
}

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
