import type { Grant } from "../core/connection/events";
import { bounded } from "./bounded";
import type { Talk } from "./mqttTalk";

/** Subscribes with QoS 1, as `Conversation` says. */
export async function subscribe(talk: Talk, topics: readonly string[]): Promise<boolean> {
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

/** Publishes, as `Conversation` says. */
export async function publish(talk: Talk, { topic, payload, qos }: Message): Promise<boolean> {
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

/** Asks at once whether the server is still there: it answers each PINGREQ ([MQTT-3.12.4-1]). */
export async function check({ client, channel, end, gone, hello }: Talk): Promise<boolean> {
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
