// TLS passes; what answers is no MQTT broker, refuses the session, a topic or a message, or ends what was up.
import { createServer } from "node:https";
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import { shortMs, type Expected } from "../connectionCheck";
import type { Choices } from "../connectionDevice";
import { listening, mosquitto, opensslServer, tlsServer, twoWay, type Running } from "../connectionServers";
import { startRig, type Rig } from "../testServerRig";
import { tlsVersions, type Fault, type TlsVersion } from "./fault";
import type { Lab } from "./lab";
import { answering, scripted, sound, type Script } from "./peers";
import { rabbitMqAt } from "./sharedPeers";

/** A fault of the protocol over TLS: shown under both versions. */
interface MqttFault extends Pick<Fault, "what" | "code" | "facts" | "choices"> {
  readonly serve: (lab: Lab, tls: TlsVersion) => Promise<Running>;
}

function bothVersions({ serve, ...fault }: MqttFault): readonly Fault[] {
  return tlsVersions.map((tls): Fault => ({
    ...fault,
    peer: "Node tls",
    tls,
    serve: (lab) => serve(lab, tls),
  }));
}

const brief = (): Choices => ({ timeoutMs: shortMs });
const five = (): Choices => ({ protocolVersion: 5 });

const strangers: readonly MqttFault[] = [
  {
    what: "a real web server",
    code: "mqtt-not-mqtt",
    facts: { speaks: "http", firstBytesHex: /^485454502f/ },
    serve: (lab, tls) => listening(createServer(sound(lab, tls))),
  },
  {
    what: "a mail server's banner",
    code: "mqtt-not-mqtt",
    facts: { speaks: "unknown" },
    serve: (lab, tls) => tlsServer(sound(lab, tls), (socket) => socket.write("220 mail.example ESMTP\r\n")),
  },
  {
    what: "PINGRESP in place of CONNACK",
    code: "mqtt-not-mqtt",
    facts: { firstBytesHex: "d000" },
    serve: (lab, tls) => answering(sound(lab, tls), Buffer.from("d000", "hex")),
  },
  {
    what: "no answer to CONNECT",
    code: "mqtt-connack-timeout",
    facts: { afterMs: String(shortMs) },
    serve: (lab, tls) => tlsServer(sound(lab, tls), (socket) => socket.resume()),
    choices: brief,
  },
  {
    what: "half a CONNACK",
    code: "mqtt-connack-timeout",
    serve: (lab, tls) => answering(sound(lab, tls), Buffer.from("2002", "hex")),
    choices: brief,
  },
  {
    what: "an end at CONNECT",
    code: "mqtt-closed",
    serve: (lab, tls) => scripted(sound(lab, tls), { endAt: "connect" }),
  },
  {
    what: "a break at CONNECT",
    code: "mqtt-closed",
    serve: (lab, tls) => scripted(sound(lab, tls), { endAt: "connect", reset: true }),
  },
];

const others: readonly Fault[] = [
  {
    what: "it prints what it hears and says nothing",
    peer: "openssl s_server",
    code: "mqtt-connack-timeout",
    serve: (lab) =>
      opensslServer(["-cert", lab.device.file("server.pub.pem"), "-key", lab.device.file("server.pk8.pem")]),
    choices: brief,
  },
];

const connacks: readonly (readonly [protocolVersion: 4 | 5, code: number, diagnosis: DiagnosisCode])[] = [
  [4, 0x01, "mqtt-version-refused"],
  [4, 0x02, "mqtt-client-id-refused"],
  [4, 0x03, "mqtt-server-unavailable"],
  [4, 0x04, "mqtt-bad-credentials"],
  [4, 0x05, "mqtt-not-authorized"],
  [5, 0x84, "mqtt-version-refused"],
  [5, 0x85, "mqtt-client-id-refused"],
  [5, 0x86, "mqtt-bad-credentials"],
  [5, 0x87, "mqtt-not-authorized"],
  [5, 0x88, "mqtt-server-unavailable"],
  [5, 0x89, "mqtt-server-unavailable"],
  [5, 0x8a, "mqtt-banned"],
  [5, 0x8b, "mqtt-server-shutting-down"],
  [5, 0x97, "mqtt-rate-limited"],
  [5, 0x9f, "mqtt-rate-limited"],
];

function hex(code: number): string {
  return code.toString(16).padStart(2, "0");
}

const refusals: readonly Fault[] = connacks.map(([protocolVersion, code, diagnosis]) => ({
  what: `CONNACK 0x${hex(code)}, MQTT ${protocolVersion === 4 ? "3.1.1" : "5"}`,
  peer: "Node tls",
  code: diagnosis,
  facts: { returnCode: String(code) },
  serve: (lab) =>
    scripted(sound(lab), { connack: protocolVersion === 4 ? `200200${hex(code)}` : `200300${hex(code)}00` }),
  choices: () => ({ protocolVersion }),
}));

/** A mosquitto that takes the lab's device, with rules. */
function broker(lab: Lab, lines: readonly string[]): Promise<Running> {
  const own = [lab.device.file("server.pub.pem"), lab.device.file("server.pk8.pem")] as const;
  return mosquitto({
    folder: lab.newFolder(),
    lines: [...twoWay(lab.device.file("client.pub.pem"), ...own), ...lines],
  });
}

function brokerFault(
  fault: Pick<Fault, "what" | "code" | "facts" | "choices">,
  lines: (lab: Lab) => readonly string[],
): Fault {
  return { ...fault, peer: "mosquitto", serve: (lab) => broker(lab, lines(lab)) };
}

const nobody = (): readonly string[] => ["allow_anonymous false"];
const readOnly = (lab: Lab): readonly string[] => [
  `acl_file ${lab.device.put("read.acl", "topic read v1/#\n")}`,
];

const brokers: readonly Fault[] = [
  brokerFault(
    { what: "no anonymous clients, MQTT 3.1.1", code: "mqtt-not-authorized", facts: { returnCode: "5" } },
    nobody,
  ),
  brokerFault(
    {
      what: "no anonymous clients, MQTT 5",
      code: "mqtt-not-authorized",
      facts: { returnCode: "135" },
      choices: five,
    },
    nobody,
  ),
  brokerFault(
    {
      what: "a list of rules that forbids the message, MQTT 5",
      code: "mqtt-publish-refused",
      facts: { reasonCode: "135" },
      choices: five,
    },
    readOnly,
  ),
  {
    what: "a certificate whose name is no user's",
    peer: "RabbitMQ",
    code: "mqtt-bad-credentials",
    facts: { returnCode: "4" },
    serve: (lab) => rabbitMqAt(lab, "tlsPort"),
    device: (lab) => lab.clients.good,
  },
  {
    what: "MQTT 5, which it does not speak and hangs up at",
    peer: "RabbitMQ",
    code: "mqtt-closed",
    serve: (lab) => rabbitMqAt(lab, "tlsPort"),
    device: (lab) => lab.clients.good,
    choices: five,
  },
  {
    what: "its MQTT port without TLS",
    peer: "RabbitMQ",
    code: "tls-not-tls",
    facts: { speaks: "mqtt" },
    serve: (lab) => rabbitMqAt(lab, "plainPort"),
  },
  {
    what: "its AMQP port without TLS",
    peer: "RabbitMQ",
    code: "tls-not-tls",
    facts: { speaks: "unknown", firstBytesHex: /^414d5150/ },
    serve: (lab) => rabbitMqAt(lab, "amqpPort"),
  },
];

async function testServer(prepare: (rig: Rig) => void = () => undefined): Promise<Running> {
  const rig = await startRig();
  prepare(rig);
  const port = rig.open.mqttPort;
  return { port, url: `mqtts://localhost:${port}`, stop: () => rig.stop() };
}

/** Starts the server, whose own certificate the client has to trust: it is found after the start. */
function testServerFault(
  fault: Pick<Fault, "what" | "code" | "facts"> & { readonly choices?: Choices },
  prepare: (rig: Rig, lab: Lab) => void = () => undefined,
): Fault {
  let caFile = "";
  return {
    ...fault,
    peer: "Local Test Server",
    serve: (lab) =>
      testServer((rig) => {
        caFile = rig.server.certificateFile;
        prepare(rig, lab);
      }),
    choices: () => ({ ...fault.choices, caFile }),
  };
}

const known = (rig: Rig, lab: Lab): void => {
  rig.register(lab.device.text("client.pub.pem"), "known");
};

const ownServer: readonly Fault[] = [
  testServerFault({
    what: "a certificate that no device has, MQTT 3.1.1",
    code: "mqtt-not-authorized",
    facts: { returnCode: "5", credentialsId: /^[0-9a-f]{64}$/ },
  }),
  testServerFault({
    what: "a certificate that no device has, MQTT 5",
    code: "mqtt-not-authorized",
    facts: { returnCode: "135" },
    choices: { protocolVersion: 5 },
  }),
  ...([4, 5] as const).map((protocolVersion) =>
    testServerFault(
      {
        what: `a topic that is none of a device's, MQTT ${protocolVersion === 4 ? "3.1.1" : "5"}`,
        code: "mqtt-subscribe-denied",
        facts: { grants: "foo/bar refused" },
        choices: { protocolVersion, subscriptions: ["foo/bar"] },
      },
      known,
    ),
  ),
];

const connackFive = "2003000000";
const one = { subscriptions: ["t"] };

/** What a session of MQTT 5 answers that works, as far as the fault comes later. */
const working: Script = { connack: connackFive, suback: "9004%id%0001", puback: "4002%id%" };

/** The reason string "meter only" as a property (MQTT 5 §3.9.2.1.2). */
const metersOnly = "1f000a6d65746572206f6e6c79";

interface Scripted {
  readonly what: string;
  readonly code: DiagnosisCode;
  readonly script: Script;
  readonly facts?: Expected;
  readonly protocolVersion?: 4 | 5;
  readonly isBrief?: true;
  readonly live?: true;
}

const scripts: readonly Scripted[] = [
  {
    what: "SUBACK 0x80, MQTT 3.1.1",
    code: "mqtt-subscribe-denied",
    script: { connack: "20020000", suback: "9003%id%80" },
    facts: { grants: "t refused" },
    protocolVersion: 4,
  },
  {
    what: "SUBACK 0x87",
    code: "mqtt-subscribe-denied",
    script: { ...working, suback: `9011%id%0d${metersOnly}87` },
    facts: { reasonString: "meter only" },
  },
  {
    what: "SUBACK 0xA2, wildcards not supported",
    code: "mqtt-subscribe-denied",
    script: { ...working, suback: "9004%id%00a2" },
  },
  { what: "an end at SUBSCRIBE", code: "mqtt-closed", script: { ...working, endAt: "subscribe" } },
  { what: "no SUBACK", code: "mqtt-keepalive-timeout", script: { connack: connackFive }, isBrief: true },
  {
    what: "PUBACK 0x87, not authorized",
    code: "mqtt-publish-refused",
    script: { ...working, puback: "4003%id%87" },
    facts: { reasonCode: "135" },
  },
  {
    what: "PUBACK 0x97, quota exceeded",
    code: "mqtt-publish-refused",
    script: { ...working, puback: `4011%id%970d${metersOnly}` },
    facts: { reasonCode: "151", reasonString: "meter only" },
  },
  {
    what: "PUBACK 0x99, payload format invalid",
    code: "mqtt-publish-refused",
    script: { ...working, puback: "4003%id%99" },
    facts: { reasonCode: "153" },
  },
  { what: "an end at PUBLISH", code: "mqtt-closed", script: { ...working, endAt: "publish" } },
  {
    what: "no PUBACK",
    code: "mqtt-keepalive-timeout",
    script: { connack: connackFive, suback: "9004%id%0001" },
    isBrief: true,
  },
  {
    what: "up, then DISCONNECT 0x8E",
    code: "mqtt-kicked",
    script: { ...working, later: "e0018e", endAt: "later" },
    live: true,
  },
  {
    what: "up, then DISCONNECT 0x98, administrative action",
    code: "mqtt-closed",
    script: { ...working, later: "e00198", endAt: "later" },
    facts: { reasonCode: "152" },
    live: true,
  },
  {
    what: "up, then DISCONNECT 0x8B",
    code: "mqtt-server-shutting-down",
    script: { ...working, later: "e0018b", endAt: "later" },
    live: true,
  },
  {
    what: "up, then DISCONNECT 0x8D",
    code: "mqtt-keepalive-timeout",
    script: { ...working, later: "e0018d", endAt: "later" },
    live: true,
  },
  {
    what: "up, then DISCONNECT 0x96",
    code: "mqtt-rate-limited",
    script: { ...working, later: "e00196", endAt: "later" },
    live: true,
  },
  {
    what: "up, then DISCONNECT 0x87",
    code: "mqtt-not-authorized",
    script: { ...working, later: "e00187", endAt: "later" },
    live: true,
  },
  {
    what: "up, then an end without a word",
    code: "mqtt-closed",
    script: { ...working, endAt: "later" },
    live: true,
  },
  {
    what: "up, then a break",
    code: "mqtt-closed",
    script: { ...working, endAt: "later", reset: true },
    live: true,
  },
  {
    what: "up, then what is no MQTT",
    code: "mqtt-not-mqtt",
    script: { ...working, later: "0000" },
    live: true,
  },
];

function scriptedFault({ what, code, script, facts, protocolVersion = 5, isBrief, live }: Scripted): Fault {
  return {
    what: protocolVersion === 4 ? what : `${what}, MQTT 5`,
    peer: "Node tls",
    code,
    ...(facts && { facts }),
    serve: (lab) => scripted(sound(lab), script),
    choices: () => ({ ...one, protocolVersion, ...(isBrief && brief()) }),
    ...(live && { live }),
  };
}

/** From the CONNECT to the end of a session that was up. */
export const mqttFaults: readonly Fault[] = [
  ...strangers.flatMap(bothVersions),
  ...others,
  ...refusals,
  ...brokers,
  ...ownServer,
  ...scripts.map(scriptedFault),
];
