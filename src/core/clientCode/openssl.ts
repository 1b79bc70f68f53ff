import { isIpAddress } from "../connection/hostName";
import { telemetryTopic } from "../connection/topics";
import { authorityOf, sampleTelemetry, type ClientFacts } from "./facts";
import { printfFormat, shellWord } from "./quote";

/** Gives a pipe of openssl-s_client(1) that speaks MQTT 3.1.1 by itself: the packets are written by printf. */
export function opensslCode(facts: ClientFacts): string {
  const { host, clientId, ownPem, trustPem } = facts;
  const name = isIpAddress(host)
    ? `-verify_ip ${shellWord(withoutZone(host))}`
    : `-verify_hostname ${shellWord(host)}`;
  const trust = trustPem === undefined ? "" : `\n  -CAfile ${shellWord(trustPem)} \\`;
  return `# CONNECT, PUBLISH with QoS 0 and DISCONNECT. The answer 20 02 00 00 means: accepted.
{
  printf ${printfFormat(connectPacket(clientId))}
  printf ${printfFormat(publishPacket(telemetryTopic, sampleTelemetry))}
  printf ${printfFormat(Buffer.from([0xe0, 0]))}
} | openssl s_client -quiet -connect ${shellWord(authorityOf(facts))} \\
  -verify_return_error ${name} \\${trust}
  -cert ${shellWord(ownPem)} \\
  -key ${shellWord(ownPem)} |
  od -An -tx1
`;
}

/** A zone names an interface of this machine; no certificate has it (RFC 4007 §11). */
function withoutZone(host: string): string {
  return host.replace(/%[^]*$/, "");
}

/** MQTT 3.1.1 §3.1: a clean session, kept alive for 60 s. */
function connectPacket(clientId: string): Uint8Array {
  return packet(0x10, [...field("MQTT"), 4, 0x02, 0, 60, ...field(clientId)]);
}

/** MQTT 3.1.1 §3.3, QoS 0. */
function publishPacket(topic: string, payload: string): Uint8Array {
  return packet(0x30, [...field(topic), ...Buffer.from(payload)]);
}

function field(text: string): readonly number[] {
  const bytes = Buffer.from(text);
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

/** Ours are shorter than 128 bytes, so that their length is one byte (§2.2.3). */
function packet(kind: number, body: readonly number[]): Uint8Array {
  return Buffer.from([kind, body.length, ...body]);
}
