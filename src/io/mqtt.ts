import type { Duplex } from "node:stream";
import type { MqttClient } from "mqtt";
import type { Grant, SessionFact } from "../core/connection/events";
import type { Conversation, Emit, Mqtt, MqttHello, SecureChannel } from "../flows/world";
import { bounded } from "./bounded";
import { tapOf } from "./publishTap";

/** MQTT through MQTT.js, on a stream that the Network port made: MQTT.js neither dials nor reconnects. */
export function mqttPort(): Mqtt {
  return { converse };
}

/** Everything that one conversation shares. */
interface Talk {
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
interface End {
  accepted: boolean;
  /** Another fact has told the end already: `refused`, `notMqtt` or `timedOut`. */
  told: boolean;
  closed: Omit<Extract<SessionFact, { readonly kind: "closed" }>, "kind">;
}

/** How long the broker may take to close after our DISCONNECT before we do. */
const farewellMs = 500;

/** The first byte of a CONNACK (MQTT 3.1.1 §3.2.1): nothing else may come first ([MQTT-3.2.0-1]). */
const connackByte = 0x20;

async function converse(
  channel: SecureChannel,
  hello: MqttHello,
  emit: Emit,
  signal: AbortSignal,
): Promise<Conversation | undefined> {
  const { MqttClient } = await import("mqtt");
  const socket = channel.stream as Duplex;
  if (signal.aborted) {
    channel.close();
    return undefined;
  }
  emit({ kind: "mqttConnecting", protocolVersion: hello.protocolVersion, clientId: hello.clientId });
  if (socket.destroyed) {
    emit({ kind: "closed", by: "peer", ...errorOf(channel) });
    return undefined;
  }
  const end: End = { accepted: false, told: false, closed: { by: "peer" } };
  const firstBytes = noteFirstBytes(socket);
  const stream = tapped(socket, hello, emit, end);
  const client = new MqttClient(() => stream, optionsOf(hello));
  const talk: Talk = {
    client,
    socket,
    stream,
    channel,
    hello,
    emit,
    gone: new AbortController(),
    end,
    said: {},
  };
  watch(talk, firstBytes);
  const isAccepted = await introduced(talk, signal);
  if (!isAccepted) {
    channel.close();
    return undefined;
  }
  return {
    subscribe: (topics) => subscribe(talk, topics),
    publish: (topic, payload, qos) => publish(talk, { topic, payload, qos }),
    check: () => check(talk),
    disconnect: () => disconnect(talk),
  };
}

/** Messages of QoS 0 and 1 come this way, all others through MQTT.js. */
function tapped(stream: Duplex, { protocolVersion, ready }: MqttHello, emit: Emit, end: End): Duplex {
  return tapOf({
    stream,
    protocolVersion,
    ...(ready && { ready }),
    publish: emit,
    isParting: () => end.closed.by === "us",
  });
}

function optionsOf(hello: MqttHello): ConstructorParameters<typeof MqttClient>[1] {
  return {
    clientId: hello.clientId,
    protocolVersion: hello.protocolVersion,
    keepalive: hello.keepaliveSeconds,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    timerVariant: "native",
    // The bound is ours; this one only must not come first. MQTT.js stops it when the stream closes.
    connectTimeout: hello.timeoutMs + 60_000,
  };
}

/** Reads the first chunk along with the tap, which listens in the same tick and so misses nothing. */
function noteFirstBytes(stream: Duplex): () => Buffer {
  let first: Buffer = Buffer.alloc(0);
  stream.once("data", (chunk: Buffer) => (first = chunk.subarray(0, 64)));
  return () => first;
}

/** Turns everything that MQTT.js and the stream say into facts. */
function watch(talk: Talk, firstBytes: () => Buffer): void {
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

/** Waits for the CONNACK. */
async function introduced(talk: Talk, signal: AbortSignal): Promise<boolean> {
  const { client, hello, emit, end, gone, socket } = talk;
  // AbortSignal.any would leave an entry in the signal for as long as that lives (Node 20, kDependantSignals).
  const stop = (): void => {
    gone.abort();
  };
  signal.addEventListener("abort", stop);
  if (signal.aborted) {
    stop();
  }
  const accepted = await bounded<true>(hello.timeoutMs, gone.signal, {
    start: (done) => {
      client.once("connect", (packet) => {
        end.accepted = true;
        done(true, () => {
          emit({ kind: "accepted", sessionPresent: packet.sessionPresent });
        });
      });
      client.on("packetreceive", (packet) => {
        if (packet.cmd === "connack") {
          noteRefusal(talk, packet);
        }
      });
      socket.once("data", (chunk: Buffer) => {
        noteStranger(talk, chunk);
      });
    },
    late: () => {
      end.told = true;
      emit({ kind: "timedOut", phase: "mqtt", afterMs: hello.timeoutMs });
    },
  });
  signal.removeEventListener("abort", stop);
  if (signal.aborted) {
    end.told = true;
  }
  return accepted === true;
}

interface Connack {
  readonly returnCode?: number;
  readonly reasonCode?: number;
  readonly properties?: { readonly reasonString?: string };
}

function noteRefusal({ emit, end, hello }: Talk, packet: Connack): void {
  const returnCode = (hello.protocolVersion === 5 ? packet.reasonCode : packet.returnCode) ?? 0;
  if (returnCode !== 0 && !end.told) {
    end.told = true;
    const { protocolVersion } = hello;
    emit({ kind: "refused", returnCode, protocolVersion, ...reasonOf(packet.properties) });
  }
}

/** Whatever does not begin as a CONNACK is no MQTT server, though MQTT.js may wait for more of it. */
function noteStranger({ channel, emit, end }: Talk, firstBytes: Buffer): void {
  if (firstBytes[0] !== connackByte && !end.told) {
    end.told = true;
    emit({ kind: "notMqtt", firstBytesHex: firstBytes.subarray(0, 64).toString("hex") });
    channel.close();
  }
}

async function subscribe(talk: Talk, topics: readonly string[]): Promise<boolean> {
  const { client, emit, gone, hello } = talk;
  emit({ kind: "subscribing", topics });
  talk.said = {};
  const grants = await bounded<readonly Grant[]>(hello.timeoutMs, gone.signal, {
    start: (done) => {
      client.subscribe([...topics], { qos: 1 }, (error, _asked, suback) => {
        if (gone.signal.aborted) {
          return;
        }
        const granted = grantsOf(topics, suback?.granted, error !== null);
        const { said } = talk;
        done(granted, () => {
          emit({ kind: "subscribed", grants: granted, ...said });
        });
      });
    },
    late: () => {
      emit({ kind: "timedOut", phase: "subscribe", afterMs: hello.timeoutMs });
    },
  });
  return grants?.every((grant) => grant.code < 0x80) ?? false;
}

/** Without a SUBACK, MQTT.js did not send: it found a topic filter invalid, which is 0x8F in MQTT 5's words (§3.9.3). */
function grantsOf(topics: readonly string[], granted: unknown, isRefused: boolean): readonly Grant[] {
  const codes: readonly unknown[] = Array.isArray(granted) ? granted : [];
  return topics.map((topic, index) => {
    const code = codes[index];
    return { topic, code: typeof code === "number" ? code : isRefused ? 0x8f : 0 };
  });
}

interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
}

/** A topic name has 1 to 65,535 bytes, no wildcard and no NUL (MQTT 3.1.1 §4.7): MQTT.js would end the session over it. */
function isTopicName(topic: string): boolean {
  const lengthBytes = Buffer.byteLength(topic);
  return lengthBytes > 0 && lengthBytes <= 65_535 && !/[+#\0]/.test(topic);
}

async function publish(talk: Talk, { topic, payload, qos }: Message): Promise<boolean> {
  const { client, emit, gone, hello } = talk;
  if (gone.signal.aborted || !isTopicName(topic)) {
    return false;
  }
  emit({ kind: "published", topic, payload, qos });
  talk.said = {};
  let messageId = 0;
  const reasonCode = await bounded<number>(hello.timeoutMs, gone.signal, {
    start: (done) => {
      client.publish(topic, Buffer.from(payload), { qos }, (error) => {
        if (gone.signal.aborted) {
          return;
        }
        const code = reasonCodeOf(error);
        const { said } = talk;
        done(code, () => {
          if (qos > 0) {
            emit({ kind: "acknowledged", topic, reasonCode: code, ...said });
          }
        });
      });
      messageId = client.getLastMessageId();
    },
    late: () => {
      emit({ kind: "timedOut", phase: "publish", afterMs: hello.timeoutMs });
    },
    // Or MQTT.js would keep what a server never acknowledges for as long as the session lasts.
    abandoned: () => {
      client.removeOutgoingMessage(messageId);
    },
  });
  return reasonCode !== undefined && reasonCode < 0x80;
}

/** A refused PUBACK or PUBREC comes as an error with the reason code (MQTT 5 §3.4.2.1); 0x80 is "unspecified". */
function reasonCodeOf(error: Error | null | undefined): number {
  if (error === null || error === undefined) {
    return 0;
  }
  return "code" in error && typeof error.code === "number" ? error.code : 0x80;
}

/** [MQTT-3.12.4-1]: a server answers each PINGREQ. */
async function check({ client, channel, end, gone, hello }: Talk): Promise<boolean> {
  if (gone.signal.aborted) {
    return false;
  }
  let heard: (packet: { readonly cmd: string }) => void = () => undefined;
  const answered = await bounded<true>(hello.timeoutMs, gone.signal, {
    start: (done) => {
      heard = ({ cmd }) => {
        if (cmd === "pingresp") {
          done(true, () => undefined);
        }
      };
      client.on("packetreceive", heard);
      client.sendPing();
    },
    late: () => {
      end.closed = { by: "us", keepaliveMissed: true };
      channel.close();
    },
  });
  client.off("packetreceive", heard);
  return answered ?? false;
}

async function disconnect({ client, channel, stream, end, gone }: Talk): Promise<void> {
  if (gone.signal.aborted) {
    return;
  }
  end.closed = { by: "us" };
  // Otherwise MQTT.js waits for acknowledgements that may never come before it says good-bye.
  Object.keys(client.outgoing).forEach((id) => client.removeOutgoingMessage(Number(id)));
  client.end(false);
  await bounded<true>(farewellMs, gone.signal, { start: () => undefined, late: () => undefined });
  channel.close();
  if (!stream.closed) {
    await new Promise((resolve) => stream.once("close", resolve));
  }
}

function errorOf(channel: SecureChannel): { readonly errorCode?: string } {
  const errorCode = channel.errorCode();
  return errorCode === undefined ? {} : { errorCode };
}

function reasonOf(properties: { readonly reasonString?: string } | undefined): {
  readonly reasonString?: string;
} {
  return properties?.reasonString === undefined ? {} : { reasonString: properties.reasonString };
}
