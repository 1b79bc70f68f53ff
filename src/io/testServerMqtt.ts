import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { createServer } from "node:tls";
import type { Result } from "../core/result";
import { ok } from "../core/result";
import type { ServerPacket } from "../core/testServer/packets";
import type { ServerInput } from "../core/testServer/server";
import type { ListenFailure, TestServerPlace } from "../flows/world";
import { followSockets, listen } from "./listening";
import type { MqttConnection } from "./mqttConnection";
import { mqttConnection } from "./mqttConnection";

/** The MQTT port of the Local Test Server. */
export interface MqttPort {
  readonly port: number;
  readonly send: (connection: number, packet: ServerPacket) => void;
  readonly end: (connection: number) => void;
  readonly limitSilence: (connection: number, limitMs: number) => void;
  readonly close: () => Promise<void>;
}

/** More at once are turned away. */
const mostConnections = 1_000;

/** ThingsBoard looks up a chain for at most this long, in milliseconds. */
const handshakeTimeoutMs = 10_000;

/** How long what was written may take to go out when the server stops, in milliseconds. */
const graceMs = 500;

/**
 * Opens MQTT over TLS. A client certificate is wanted, not needed, and any is taken, as in ThingsBoard: the rules say at
 * CONNECT whose it is.
 */
export async function openMqttPort(
  place: TestServerPlace,
  report: (input: ServerInput) => void,
): Promise<Result<MqttPort, ListenFailure>> {
  const connections = new Map<number, MqttConnection>();
  const server = createServer({
    cert: place.certificatePem,
    key: place.privateKeyPem,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    handshakeTimeout: handshakeTimeoutMs,
  });
  server.maxConnections = mostConnections;
  const sockets = followSockets(server);
  let isClosed = false;
  let accepted = 0;
  const tell = (input: ServerInput): void => {
    if (!isClosed) {
      report(input);
    }
  };
  server.on("secureConnection", (socket) => {
    accepted += 1;
    const connection = accepted;
    admit(socket, connection, { connections, tell });
  });
  // A handshake that fails concerns nobody else; Node has destroyed its socket.
  server.on("tlsClientError", () => undefined);
  const port = await listen(server, place.mqttPort);
  if (!port.ok) {
    return port;
  }
  return ok({
    port: port.value,
    send: (connection, packet) => connections.get(connection)?.send(packet),
    end: (connection) => connections.get(connection)?.end(),
    limitSilence: (connection, limitMs) => connections.get(connection)?.limitSilence(limitMs),
    close: () => {
      isClosed = true;
      connections.forEach((connection) => {
        connection.finish();
      });
      return sockets.close(graceMs);
    },
  });
}

interface Surroundings {
  readonly connections: Map<number, MqttConnection>;
  readonly tell: (input: ServerInput) => void;
}

function admit(socket: TLSSocket, connection: number, { connections, tell }: Surroundings): void {
  const leaf = socket.getPeerX509Certificate();
  const issuers = leaf === undefined ? [] : issuersOf(leaf);
  if (issuers === undefined) {
    socket.on("error", () => undefined);
    socket.destroy();
    return;
  }
  connections.set(connection, mqttConnection(socket, connection, tell));
  socket.once("close", () => {
    connections.delete(connection);
    tell({ kind: "closed", connection });
  });
  tell({
    kind: "opened",
    connection,
    ...(leaf === undefined ? {} : { certificateDer: new Uint8Array(leaf.raw) }),
    issuersDer: issuers.map(({ raw }) => new Uint8Array(raw)),
  });
}

/** Longer chains are cut off, as OpenSSL does by default. */
const longestChain = 100;

/**
 * Gives the issuers that came with a leaf, each of which signed the one before; undefined where one did not sign, the one
 * thing for which ThingsBoard fails the handshake. Node has put the chain in order and left out what belongs to no chain;
 * TLS 1.3 clients have finished their handshake by now and see the connection close.
 */
function issuersOf(leaf: X509Certificate): readonly X509Certificate[] | undefined {
  const issuers: X509Certificate[] = [];
  let certificate = leaf;
  for (let depth = 0; depth < longestChain; depth += 1) {
    const issuer = certificate.issuerCertificate;
    if (issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256) {
      return issuers;
    }
    if (!certificate.verify(issuer.publicKey)) {
      return undefined;
    }
    issuers.push(issuer);
    certificate = issuer;
  }
  return issuers;
}
