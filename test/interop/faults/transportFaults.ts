// Names, TCP, and ports that speak no TLS or break off in the middle of it.
import { createServer } from "node:http";
import { nowhere, shortMs } from "../connectionCheck";
import {
  closedPort,
  fullServer,
  listening,
  mosquitto,
  opensslServer,
  rawServer,
  tlsServer,
  type Running,
} from "../connectionServers";
import { tlsVersions, type Fault, type TlsVersion } from "./fault";
import type { Lab } from "./lab";
import { alerting, cutting, dripping, saying, sound, type Cut } from "./peers";

const brief = (): { timeoutMs: number } => ({ timeoutMs: shortMs });

const unreached: readonly Fault[] = [
  {
    what: "a name with a label of 64 letters",
    peer: "no server",
    code: "dns-not-found",
    facts: { errorCode: "ENOTFOUND" },
    serve: () => nowhere(`mqtts://${"a".repeat(64)}.invalid`),
  },
  {
    what: "a name with an empty label",
    peer: "no server",
    code: "dns-not-found",
    facts: { errorCode: "ENOTFOUND" },
    serve: () => nowhere("mqtts://tb..invalid"),
  },
  {
    what: "a name server that is silent",
    peer: "no server",
    code: "dns-timeout",
    facts: { afterMs: String(shortMs) },
    serve: () => nowhere("mqtts://tb.example"),
    place: "silent-name-server",
  },
  {
    what: "no name server to be reached",
    peer: "no server",
    code: "dns-timeout",
    facts: { errorCode: "EAI_AGAIN" },
    serve: () => nowhere("mqtts://tb.example"),
    place: "no-network",
  },
  {
    what: "no network",
    peer: "no server",
    code: "tcp-unreachable",
    facts: { failed: "192.0.2.1:8883 ENETUNREACH" },
    serve: () => nowhere("mqtts://192.0.2.1"),
    place: "no-network",
  },
  {
    what: "a route that says unreachable",
    peer: "no server",
    code: "tcp-unreachable",
    facts: { failed: "192.0.2.1:8883 EHOSTUNREACH" },
    serve: () => nowhere("mqtts://192.0.2.1"),
    place: "unreachable-route",
  },
  {
    what: "nothing listens",
    peer: "no server",
    code: "tcp-refused",
    facts: { failed: /^127\.0\.0\.1:\d+ ECONNREFUSED$/ },
    serve: async () => nowhere(`mqtts://localhost:${String(await closedPort())}`),
  },
  {
    what: "nothing listens, dialled by address",
    peer: "no server",
    code: "tcp-refused",
    facts: { failed: /^127\.0\.0\.1:\d+ ECONNREFUSED$/ },
    serve: async () => nowhere(`mqtts://127.0.0.1:${String(await closedPort())}`),
  },
  {
    what: "a queue that is full: no answer to a SYN",
    peer: "no server",
    code: "tcp-timeout",
    facts: { failed: /^127\.0\.0\.1:\d+ ETIMEDOUT$/ },
    serve: fullServer,
    choices: brief,
  },
  {
    what: "a reset as soon as it is connected",
    peer: "Node net",
    code: "tcp-reset",
    serve: () => rawServer((socket) => socket.resetAndDestroy()),
  },
  {
    what: "a reset at the first byte",
    peer: "Node net",
    code: "tcp-reset",
    facts: { receivedBytes: "0", errorCode: "ECONNRESET" },
    serve: () => rawServer((socket) => socket.once("data", () => socket.resetAndDestroy())),
  },
];

/** What the port says of itself, and what is seen of it. */
const strangers: readonly (readonly [what: string, said: string | Uint8Array, speaks: string])[] = [
  ["HTTP 400 in plain text", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "http"],
  ["an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n", "unknown"],
  ["a mail server's banner", "220 mail.example ESMTP\r\n", "unknown"],
  ["an FTP banner", "220 (vsFTPd 3.0.3)\r\n", "unknown"],
  ["a Redis error", "-ERR unknown command\r\n", "unknown"],
  ["zero bytes", new Uint8Array(64), "unknown"],
  ["bytes without meaning", Buffer.from("f3a91c770e5bd2488841e0", "hex"), "unknown"],
];

const notTls: readonly Fault[] = [
  {
    what: "its port without TLS",
    peer: "mosquitto",
    code: "tls-not-tls",
    facts: { speaks: "mqtt", firstBytesHex: /^2002/ },
    serve: (lab) => mosquitto({ folder: lab.newFolder(), lines: [] }),
  },
  {
    what: "a real web server",
    peer: "Node net",
    code: "tls-not-tls",
    facts: { speaks: "http", firstBytesHex: /^485454502f312e31/ },
    serve: () => listening(createServer()),
  },
  ...strangers.map(([what, said, speaks]): Fault => ({
    what,
    peer: "Node net",
    code: "tls-not-tls",
    facts: { speaks },
    serve: () => saying(said),
  })),
  {
    what: "HTTP 400, then an end",
    peer: "Node net",
    code: "tls-not-tls",
    facts: { speaks: "http" },
    serve: () => saying("HTTP/1.0 400 Bad Request\r\n\r\n", true),
  },
  {
    what: "a CONNACK in plain, which is shorter than the head of a TLS record",
    peer: "Node net",
    code: "tls-not-tls",
    facts: { speaks: "mqtt" },
    serve: () => saying(Buffer.from("20020000", "hex")),
    choices: brief,
  },
  {
    what: "PostgreSQL's refusal, one byte",
    peer: "Node net",
    code: "tls-not-tls",
    facts: { speaks: "unknown", firstBytesHex: "4e" },
    serve: () => saying("N"),
    choices: brief,
  },
  {
    what: "a banner that drips byte by byte",
    peer: "Node net",
    code: "tls-not-tls",
    facts: { speaks: "unknown" },
    serve: () => dripping(Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")),
  },
];

const silent: readonly Fault[] = [
  {
    what: "it takes the connection and says nothing",
    peer: "Node net",
    code: "tls-timeout",
    facts: { afterMs: String(shortMs) },
    serve: () => rawServer(() => undefined),
    choices: brief,
  },
  {
    what: "it reads everything and says nothing",
    peer: "Node net",
    code: "tls-timeout",
    serve: () => rawServer((socket) => socket.resume()),
    choices: brief,
  },
  {
    what: "a TLS record that drips and never ends",
    peer: "Node net",
    code: "tls-timeout",
    serve: () => dripping(Buffer.from("16030340000200", "hex")),
    choices: brief,
  },
  {
    what: "the head of a TLS record, then silence",
    peer: "Node net",
    code: "tls-timeout",
    serve: () => saying(Buffer.from("160303007a", "hex")),
    choices: brief,
  },
];

const ended: readonly Fault[] = [
  {
    what: "it ends as soon as it is connected",
    peer: "Node net",
    code: "tls-closed",
    facts: { receivedBytes: "0" },
    serve: () => rawServer((socket) => socket.end()),
  },
  {
    what: "it ends at the first byte",
    peer: "Node net",
    code: "tls-closed",
    facts: { receivedBytes: "0", errorCode: "CLOSED" },
    serve: () => rawServer((socket) => socket.once("data", () => socket.end())),
  },
  {
    what: "close_notify in place of a ServerHello",
    peer: "Node net",
    code: "tls-closed",
    serve: () => saying(Buffer.from("15030300020100", "hex"), true),
  },
  { what: "alert 80, internal error", peer: "Node net", code: "tls-closed", serve: () => alerting(80) },
  { what: "alert 112, unknown name", peer: "Node net", code: "tls-closed", serve: () => alerting(112) },
  {
    what: "alert 112, as its certificate is for another name",
    peer: "openssl s_server",
    code: "tls-closed",
    serve: (lab) =>
      opensslServer([
        ...ownCertificate(lab),
        ...["-servername", "tb.example", "-servername_fatal"],
        ...["-cert2", lab.device.file("server.pub.pem"), "-key2", lab.device.file("server.pk8.pem")],
      ]),
  },
];

function ownCertificate(lab: Lab): readonly string[] {
  return ["-cert", lab.device.file("server.pub.pem"), "-key", lab.device.file("server.pk8.pem")];
}

/** Within the head of the first record, within the ServerHello, within what follows it. */
const cuts: readonly (readonly [what: string, passedBytes: number])[] = [
  ["3 bytes", 3],
  ["60 bytes", 60],
  ["200 bytes", 200],
];

const cutKinds: readonly (readonly [cut: Cut, words: string, code: Fault["code"]])[] = [
  ["end", "an end", "tls-closed"],
  ["reset", "a reset", "tls-closed"],
  ["silence", "silence", "tls-timeout"],
];

function cutFaults(tls: TlsVersion): readonly Fault[] {
  const inner = (lab: Lab): Promise<Running> => tlsServer(sound(lab, tls), () => undefined);
  return cutKinds.flatMap(([cut, words, code]) =>
    cuts.map(([bytes, passedBytes]): Fault => ({
      what: `${words} after ${bytes} of its first flight`,
      peer: "Node tls",
      tls,
      code,
      serve: (lab) => cutting(inner(lab), passedBytes, cut),
      ...(cut === "silence" && { choices: brief }),
    })),
  );
}

/** From the name to the end of the first flight. */
export const transportFaults: readonly Fault[] = [
  ...unreached,
  ...notTls,
  ...silent,
  ...ended,
  ...tlsVersions.flatMap(cutFaults),
];
