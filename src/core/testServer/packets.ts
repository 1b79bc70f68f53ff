/** MQTT 3.1 (accepted as 3.1.1 is), 3.1.1 and 5, by the protocol level of CONNECT. */
export type ProtocolVersion = 3 | 4 | 5;

/** The quality of service of a message. */
export type Qos = 0 | 1 | 2;

/** A CONNECT, as far as the rules look at it. */
export interface ConnectPacket {
  readonly cmd: "connect";
  readonly protocolVersion: ProtocolVersion;
  /** Empty where the client leaves the choice to the server. */
  readonly clientId: string;
  readonly clean: boolean;
  /** Seconds; 0 turns the mechanism off. */
  readonly keepalive: number;
  readonly username?: string;
  readonly password?: Uint8Array;
}

/** A PUBLISH in either direction. `messageId` is there with QoS 1 and 2. */
export interface PublishPacket {
  readonly cmd: "publish";
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly messageId?: number;
}

/** A SUBSCRIBE. */
export interface SubscribePacket {
  readonly cmd: "subscribe";
  readonly messageId: number;
  readonly subscriptions: readonly { readonly topic: string; readonly qos: Qos }[];
}

/** An UNSUBSCRIBE. */
export interface UnsubscribePacket {
  readonly cmd: "unsubscribe";
  readonly messageId: number;
  readonly unsubscriptions: readonly string[];
}

/** What a client sends. PUBREC, PUBREL, PUBCOMP and AUTH are `other`: ThingsBoard ignores them. */
export type ClientPacket =
  | ConnectPacket
  | PublishPacket
  | SubscribePacket
  | UnsubscribePacket
  | { readonly cmd: "puback"; readonly messageId: number }
  | { readonly cmd: "pingreq" }
  | { readonly cmd: "disconnect" }
  | { readonly cmd: "other" };

/** What the server sends. Codes of MQTT 5 are left out of the bytes under 3.1.1. */
export type ServerPacket =
  | { readonly cmd: "connack"; readonly code: number; readonly sessionPresent: boolean }
  | PublishPacket
  | { readonly cmd: "puback"; readonly messageId: number; readonly reasonCode: number }
  | { readonly cmd: "suback"; readonly messageId: number; readonly granted: readonly number[] }
  | { readonly cmd: "unsuback"; readonly messageId: number; readonly granted: readonly number[] }
  | { readonly cmd: "pingresp" }
  | { readonly cmd: "disconnect"; readonly reasonCode: number };

/** MQTT 5 reason codes that the server gives (MQTT 5 §2.4). */
export const reasonCodes = {
  success: 0x00,
  noSubscriptionExisted: 0x11,
  protocolError: 0x82,
  implementationSpecific: 0x83,
  serverShuttingDown: 0x8b,
  keepaliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  administrativeAction: 0x98,
  payloadFormatInvalid: 0x99,
} as const;
