import type { TLSSocket } from "node:tls";
import { framesOf } from "../core/testServer/framing";
import type { ServerPacket } from "../core/testServer/packets";
import type { ServerInput } from "../core/testServer/server";
import type { MqttCodec } from "./mqttCodec";
import { mqttCodec } from "./mqttCodec";

/** One client's connection: bytes in, packets out, and the other way round. */
export interface MqttConnection {
  send(packet: ServerPacket): void;
  /** Sends what is waiting, then closes; a peer that does not close in turn is cut off after two seconds. */
  end(): void;
  /** Closes as soon as what is waiting went out. */
  finish(): void;
  limitSilence(limitMs: number): void;
}

/** Until CONNECT this long a silence is allowed, in milliseconds. */
const firstSilenceMs = 10_000;

/** How long a peer may take to close in turn, in milliseconds. */
const lingerMs = 2_000;

/** ThingsBoard's `NETTY_MAX_PAYLOAD_SIZE`, in bytes. */
const mostPacketBytes = 65_536;

/** A client that does not read is cut off when so much waits for it, in bytes. */
const mostWaitingBytes = 8 * 1_048_576;

/** Speaks MQTT on a TLS socket; every packet, and what is none, is told. */
export function mqttConnection(
  socket: TLSSocket,
  connection: number,
  tell: (input: ServerInput) => void,
): MqttConnection {
  const codec = mqttCodec();
  let isEnding = false;
  const silence = silenceTimer(socket, () => {
    if (isEnding) {
      socket.destroy();
    } else {
      tell({ kind: "silent", connection });
    }
  });
  const receive = receiver(codec, (input) => {
    if (!isEnding) {
      tell(input);
    }
  });
  socket.on("data", (bytes: Buffer) => {
    if (!isEnding) {
      silence.restart();
      receive(connection, bytes);
    }
  });
  // What is wrong with the socket shows in its close, which is told.
  socket.on("error", () => undefined);
  return {
    send: (packet) => {
      if (!isEnding) {
        write(socket, codec.encode(packet));
      }
    },
    end: () => {
      if (!isEnding) {
        isEnding = true;
        socket.end();
        silence.limit(lingerMs);
      }
    },
    finish: () => {
      isEnding = true;
      socket.destroySoon();
    },
    limitSilence: (limitMs) => {
      silence.limit(limitMs);
    },
  };
}

function write(socket: TLSSocket, bytes: Uint8Array): void {
  if (socket.writable) {
    socket.write(bytes);
  }
  if (socket.writableLength > mostWaitingBytes) {
    socket.destroy();
  }
}

interface SilenceTimer {
  readonly restart: () => void;
  /** Sets how long a silence may be, from now on. */
  readonly limit: (limitMs: number) => void;
}

/** Counts from the last thing that came; stops with the socket. */
function silenceTimer(socket: TLSSocket, silent: () => void): SilenceTimer {
  let timer = setTimeout(silent, firstSilenceMs);
  socket.once("close", () => {
    clearTimeout(timer);
  });
  return {
    restart: () => {
      timer.refresh();
    },
    limit: (limitMs) => {
      clearTimeout(timer);
      if (!socket.destroyed) {
        timer = setTimeout(silent, limitMs);
      }
    },
  };
}

type Receive = (connection: number, bytes: Uint8Array) => void;

/** Collects bytes into packets. Nothing is taken any more after something that is no MQTT. */
function receiver(codec: MqttCodec, tell: (input: ServerInput) => void): Receive {
  let waiting: Uint8Array = new Uint8Array();
  let isBroken = false;
  return (connection, bytes) => {
    if (isBroken) {
      return;
    }
    const frames = framesOf(waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]), mostPacketBytes);
    const packets = frames.ok ? frames.value.packets.map((frame) => codec.decode(frame)) : [undefined];
    waiting = frames.ok ? frames.value.rest : new Uint8Array();
    for (const packet of packets) {
      if (packet === undefined) {
        isBroken = true;
        tell({ kind: "malformed", connection });
        return;
      }
      tell({ kind: "packet", connection, packet });
    }
  };
}
