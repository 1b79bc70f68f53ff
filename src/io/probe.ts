import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { ProbeQuestion } from "../core/connection/probed";
import { readServerFlight, type ServerFlight } from "../core/connection/serverFlight";
import type { ProbeTarget } from "../flows/world";
import { bounded } from "./bounded";

/** What is offered with each question; the rest is as in a test connection. */
const offers: Readonly<Record<ProbeQuestion, ConnectionOptions>> = {
  "whom-it-accepts": {},
  "whom-it-accepts-1.2": { maxVersion: "TLSv1.2" },
  "any-offer": {
    minVersion: "TLSv1",
    // By name those of TLS 1.3 that "ALL" does not mean. Node offers no AES-CCM otherwise.
    ciphers: [
      "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256",
      "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:ALL:COMPLEMENTOFALL@SECLEVEL=0",
    ].join(":"),
  },
};

/** More than any first flight is. */
const mostBytes = 256 * 1024;

/** Asks a server by a handshake of its own, reads what it answers, and closes. Leaves no socket, timer or listener. */
export async function probe(target: ProbeTarget, signal: AbortSignal): Promise<ServerFlight | undefined> {
  const tcp = connectTcp({ host: target.address, port: target.port, noDelay: true });
  const heard: Uint8Array[] = [];
  const secrets: Uint8Array[] = [];
  const tapped = tap(tcp, heard);
  const socket = startTls(target, tapped);
  socket?.on("keylog", (line) => {
    secrets.push(...secretIn(line));
  });
  await ended(socket, tcp, { timeoutMs: target.timeoutMs, signal });
  socket?.destroy();
  tapped.destroy();
  tcp.destroy();
  const flight = readServerFlight(Buffer.concat(heard), secrets[0]);
  return flight.protocol === undefined || signal.aborted ? undefined : flight;
}

/** Waits until the handshake has come to an end, whichever. */
async function ended(
  socket: TLSSocket | undefined,
  tcp: Socket,
  { timeoutMs, signal }: Pick<ProbeTarget, "timeoutMs"> & { readonly signal: AbortSignal },
): Promise<void> {
  await bounded<true>(timeoutMs, signal, {
    start: (done) => {
      const finish = (): void => {
        done(true, () => undefined);
      };
      tcp.on("error", finish);
      tcp.once("close", finish);
      // Whatever it says after its fate is known, an error without listener would end the program.
      socket?.on("error", finish);
      socket?.once("secureConnect", finish);
      socket?.once("close", finish);
      if (socket === undefined) {
        finish();
      }
    },
    late: () => undefined,
  });
}

/** Begins the handshake; undefined where the TLS library does not know what is to be offered. */
function startTls(target: ProbeTarget, stream: Duplex): TLSSocket | undefined {
  try {
    return connectTls({ ...optionsOf(target), socket: stream });
  } catch (error) {
    // Expected: ERR_SSL_NO_CIPHER_MATCH and its like.
    if (error instanceof Error && "code" in error) {
      return undefined;
    }
    throw error;
  }
}

function optionsOf({ host, question }: ProbeTarget): ConnectionOptions {
  return {
    ...offers[question],
    // RFC 6066 §3: literal addresses are not permitted in the server name extension.
    ...(isIP(host) === 0 && { servername: host }),
    // Nothing is sent but the handshake itself; who answers is not judged here.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  };
}

/** The socket's bytes in both directions, those of the server noted: a TLS socket on a TCP socket reads past JavaScript. */
function tap(tcp: Socket, heard: Uint8Array[]): Duplex {
  let heardBytes = 0;
  const tapped = new Duplex({
    read: () => {
      tcp.resume();
    },
    write: (bytes: Uint8Array, _encoding, written) => {
      tcp.write(bytes, () => {
        written();
      });
    },
  });
  tapped.on("error", () => undefined);
  tcp.on("data", (bytes: Buffer) => {
    heardBytes += bytes.length;
    if (heardBytes > mostBytes) {
      tcp.destroy();
      return;
    }
    heard.push(bytes);
    tapped.push(bytes);
  });
  tcp.on("close", () => {
    tapped.push(null);
  });
  return tapped;
}

/** The secret in a line of SSLKEYLOGFILE (RFC 9850 §2) that opens the server's part of the handshake. */
function secretIn(line: Buffer): readonly Uint8Array[] {
  const [label, , secretHex = ""] = line.toString("latin1").trim().split(" ");
  return label === "SERVER_HANDSHAKE_TRAFFIC_SECRET" ? [Buffer.from(secretHex, "hex")] : [];
}
