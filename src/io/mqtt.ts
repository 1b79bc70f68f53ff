import { setMaxListeners } from "node:events";
import type { Duplex } from "node:stream";
import type { MqttClient } from "mqtt";
import type { Conversation, Emit, Mqtt, MqttHello, SecureChannel } from "../flows/world";
import { bounded } from "./bounded";
import { check, publish, subscribe } from "./mqttRequests";
import { connackByte, errorOf, reasonOf, watch, type End, type Talk } from "./mqttTalk";
import { tapOf } from "./publishTap";

/** MQTT through MQTT.js, on a stream that the Network port made: MQTT.js neither dials nor reconnects. */
export function mqttPort(): Mqtt {
  return { converse };
}

/** How long the broker may take to close after our DISCONNECT before we do. */
const farewellMs = 500;

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
  const gone = new AbortController();
  // Any number of requests may wait for their answers: Node would call the eleventh a leak.
  setMaxListeners(0, gone.signal);
  const talk: Talk = {
    client,
    socket,
    stream,
    channel,
    hello,
    emit,
    gone,
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
