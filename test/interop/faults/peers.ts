import { connect, type Socket } from "node:net";
import type { TLSSocket, TlsOptions } from "node:tls";
import { rawServer, tlsServer, type Running } from "../connectionServers";
import type { TlsVersion } from "./fault";
import type { Lab } from "./lab";

/** The lab's own server certificate in one version of TLS; it asks for a client certificate and takes any. */
export function sound(lab: Lab, version: TlsVersion = "TLSv1.3"): TlsOptions {
  return {
    cert: lab.device.text("server.pub.pem"),
    key: lab.device.text("server.pk8.pem"),
    minVersion: version,
    maxVersion: version,
    requestCert: true,
    rejectUnauthorized: false,
  };
}

/** Says something as soon as the client has spoken, and hangs up where `thenEnd` says so. */
export function saying(bytes: string | Uint8Array, thenEnd = false): Promise<Running> {
  return rawServer((socket) =>
    socket.once("data", () => {
      socket.write(bytes);
      if (thenEnd) {
        socket.end();
      }
    }),
  );
}

/** A fatal alert (RFC 8446 §6) in place of a ServerHello. */
export function alerting(description: number): Promise<Running> {
  return saying(Buffer.from([0x15, 3, 3, 0, 2, 2, description]), true);
}

/** Sends these bytes one by one, and the last one again and again, until the client has gone. */
export function dripping(bytes: Uint8Array): Promise<Running> {
  return rawServer((socket) => {
    let index = 0;
    socket.resume();
    const timer = setInterval(() => {
      socket.write(bytes.subarray(index, index + 1));
      index = Math.min(index + 1, bytes.length - 1);
    }, 30);
    socket.once("close", () => {
      clearInterval(timer);
    });
  });
}

/** How a cut connection goes on. */
export type Cut = "silence" | "end" | "reset";

/** Passes so many bytes of a real server on and cuts the rest off. */
export function cutting(inner: Promise<Running>, passedBytes: number, cut: Cut): Promise<Running> {
  return before(inner, (socket) => {
    let leftBytes = passedBytes;
    return (chunk) => {
      if (leftBytes > 0) {
        socket.write(chunk.subarray(0, leftBytes), () => {
          if (leftBytes <= 0) {
            cutOff(socket, cut);
          }
        });
        leftBytes -= chunk.length;
      }
    };
  });
}

/**
 * Passes a real server on, but for the alert that it sends in place of a ServerHello: as load balancers do that hang up
 * without a word, or that have one alert for everything.
 */
export function rewording(inner: Promise<Running>, alert?: number): Promise<Running> {
  return before(inner, (socket) => (chunk) => {
    if (chunk[0] !== 0x15) {
      socket.write(chunk);
    } else if (alert === undefined) {
      socket.end();
    } else {
      socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, alert]));
    }
  });
}

/** Stands before a real server: what the client says goes through, what the server says goes by `passing`. */
async function before(
  inner: Promise<Running>,
  passing: (socket: Socket) => (chunk: Buffer) => void,
): Promise<Running> {
  const server = await inner;
  const outer = await rawServer((socket) => {
    const behind = connect(server.port, "127.0.0.1");
    behind.on("error", () => undefined);
    socket.once("close", () => behind.destroy());
    socket.pipe(behind);
    behind.on("data", passing(socket));
  });
  return {
    ...outer,
    stop: async () => {
      await outer.stop();
      await server.stop();
    },
  };
}

function cutOff(socket: Socket, cut: Cut): void {
  if (cut === "end") {
    socket.end();
  } else if (cut === "reset") {
    socket.resetAndDestroy();
  }
}

/** What a scripted broker answers, hex; `%id%` stands for the packet's identifier. */
export interface Script {
  readonly connack?: string;
  readonly suback?: string;
  readonly puback?: string;
  /** Follows the PUBACK. */
  readonly later?: string;
  /** Hangs up instead of answering this. */
  readonly endAt?: "connect" | "subscribe" | "publish" | "later";
  /** Resets the connection where it would end it. */
  readonly reset?: true;
}

/** By the first byte: CONNECT, SUBSCRIBE and PUBLISH with QoS 1 (MQTT 3.1.1 §2.2). */
const packetTypes: ReadonlyMap<number, "connect" | "subscribe" | "publish"> = new Map([
  [0x10, "connect"],
  [0x82, "subscribe"],
  [0x32, "publish"],
]);

/** A broker that goes by a script, over TLS. */
export function scripted(options: TlsOptions, script: Script): Promise<Running> {
  const answers = { connect: script.connack, subscribe: script.suback, publish: script.puback };
  return tlsServer(options, (socket) => {
    socket.on("data", (packet: Buffer) => {
      const step = packetTypes.get(packet[0] ?? 0);
      if (step === undefined) {
        return;
      }
      if (script.endAt === step) {
        hangUp(socket, script);
        return;
      }
      socket.write(Buffer.from((answers[step] ?? "").replace("%id%", idOf(packet)), "hex"), () => {
        if (step === "publish") {
          afterwards(socket, script);
        }
      });
    });
  });
}

/** What a session hears that is up. */
function afterwards(socket: TLSSocket, script: Script): void {
  // After the report: the client reads the PUBACK and the rest in one turn otherwise, which is no later event.
  setImmediate(() => {
    socket.write(Buffer.from(script.later ?? "", "hex"));
    if (script.endAt === "later") {
      hangUp(socket, script);
    }
  });
}

function hangUp(socket: TLSSocket, { reset }: Script): void {
  if (reset === true) {
    socket.destroy();
  } else {
    socket.end();
  }
}

/** The packet identifier stands first in SUBSCRIBE, and behind the topic in PUBLISH (short packets only). */
function idOf(packet: Buffer): string {
  const idAt = packet[0] === 0x32 ? 4 + packet.readUInt16BE(2) : 2;
  return packet.subarray(idAt, idAt + 2).toString("hex");
}

/** A TLS server that answers the first bytes of the client with these. */
export function answering(options: TlsOptions, bytes: string | Uint8Array): Promise<Running> {
  return tlsServer(options, (socket) => {
    socket.once("data", () => socket.write(bytes));
  });
}
