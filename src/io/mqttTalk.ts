import type { Duplex } from "node:stream";
import type { MqttClient } from "mqtt";
import type { SessionFact } from "../core/connection/events";
import type { Emit, MqttHello, SecureChannel } from "../flows/world";

/** Everything that one conversation of a device shares. */
export interface Talk {
  readonly client: MqttClient;
  readonly socket: Duplex;
  /** What MQTT.js has of the socket: all but the messages that the tap takes. */
  readonly stream: Duplex;
  readonly channel: SecureChannel;
  readonly hello: MqttHello;
  readonly emit: Emit;
  /** Aborted when the stream has closed: nothing more will be answered. */
  readonly gone: AbortController;
  /** How the end will be told. */
  readonly end: End;
  /** What the last SUBACK, PUBACK or PUBREC says in the server's own words: MQTT.js hands on its code alone. */
  said: { readonly reasonString?: string };
}

/** What is known of the end before it has come. */
export interface End {
  accepted: boolean;
  /** Another fact has told the end already: `refused`, `notMqtt` or `timedOut`. */
  told: boolean;
  closed: Omit<Extract<SessionFact, { readonly kind: "closed" }>, "kind">;
}

/** The first byte of a CONNACK (MQTT 3.1.1 §3.2.1): nothing else may come first ([MQTT-3.2.0-1]). */
export const connackByte = 0x20;

/** Turns everything that MQTT.js and the stream say into facts. */
export function watch(talk: Talk, firstBytes: () => Buffer): void {
  const { client, stream, emit, end } = talk;
  client.on("message", (topic, payload, packet) => {
    const { qos, retain, dup } = packet;
    emit({ kind: "received", topic, payload, qos, retain, duplicate: dup });
  });
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "suback" || packet.cmd === "puback" || packet.cmd === "pubrec") {
      talk.said = reasonOf(packet.properties);
    }
  });
  client.on("disconnect", (packet) => {
    const { reasonCode, properties } = packet;
    end.closed = {
      ...end.closed,
      ...(reasonCode === undefined ? {} : { reasonCode }),
      ...reasonOf(properties),
    };
  });
  client.on("error", (error) => {
    noteError(talk, error, firstBytes());
  });
  stream.once("close", () => {
    finish(talk);
  });
}

/** MQTT.js tells three things as errors: the stream's own (told at its close), malformed packets, a missed PINGRESP. */
function noteError(talk: Talk, error: Error, firstBytes: Buffer): void {
  if ("code" in error && typeof error.code === "string") {
    return;
  }
  if (talk.end.accepted) {
    noteLateError(talk, error);
  } else {
    noteEarlyError(talk, error, firstBytes);
  }
  talk.channel.close();
}

/** Before the CONNACK: what came was no MQTT. A CONNACK that says no comes as an error too; `noteRefusal` has told it. */
function noteEarlyError({ emit, end }: Talk, error: Error, firstBytes: Buffer): void {
  const isRefusal = "code" in error && firstBytes[0] === connackByte;
  if (!end.told && firstBytes.length > 0 && !isRefusal) {
    end.told = true;
    emit({ kind: "notMqtt", firstBytesHex: firstBytes.toString("hex") });
  }
}

/** MQTT.js destroys the stream before it reports a missed PINGRESP, and leaves it open after a malformed packet. */
function noteLateError({ stream, end }: Talk, error: Error): void {
  const isKeepalive = stream.destroyed && !("code" in error);
  if (end.closed.by === "peer") {
    end.closed = isKeepalive ? { by: "us", keepaliveMissed: true } : { by: "us", malformed: true };
  }
}

function finish({ channel, emit, end, gone }: Talk): void {
  if (!end.told) {
    end.told = true;
    // After our own DISCONNECT, what the socket still says is its echo.
    const error = end.closed.by === "us" && end.closed.malformed !== true ? {} : errorOf(channel);
    emit({ kind: "closed", ...error, ...end.closed });
  }
  gone.abort();
}

/** Gives the first error of the socket, as part of a fact. */
export function errorOf(channel: SecureChannel): { readonly errorCode?: string } {
  const errorCode = channel.errorCode();
  return errorCode === undefined ? {} : { errorCode };
}

/** Gives the server's own words of a packet of MQTT 5, as part of a fact. */
export function reasonOf(properties: { readonly reasonString?: string } | undefined): {
  readonly reasonString?: string;
} {
  return properties?.reasonString === undefined ? {} : { reasonString: properties.reasonString };
}
