import { telemetryTopic } from "../connection/topics";
import { sampleTelemetry, type ClientFacts, type SentMessage } from "./facts";
import { shellWord } from "./quote";

const sample: SentMessage = {
  topic: telemetryTopic,
  payload: new TextEncoder().encode(sampleTelemetry),
  qos: 1,
  retain: false,
};

/** Gives the call of mosquitto_pub(1). */
export function mosquittoPubCode({
  host,
  port,
  clientId,
  ownPem,
  trustPem,
  message = sample,
}: ClientFacts): string {
  const { topic, qos, retain } = message;
  const { before, argument } = payloadWords(message.payload);
  // Without a file or folder of anchors mosquitto_pub shows no certificate either (client_shared.c).
  const trust = trustPem === undefined ? "--capath /etc/ssl/certs" : `--cafile ${shellWord(trustPem)}`;
  const hint =
    trustPem === undefined ? "# /etc/ssl/certs: where Debian keeps the certificate authorities.\n" : "";
  return `${hint}${before}mosquitto_pub -d -V mqttv311 \\
  -h ${shellWord(host)} -p ${port} \\
  ${trust} \\
  --cert ${shellWord(ownPem)} \\
  --key ${shellWord(ownPem)} \\
  -i ${shellWord(clientId)} \\
  -t ${shellWord(topic)} -q ${qos}${retain ? " -r" : ""} \\
  ${argument}
`;
}

/** A payload that is no text, which no argument can hold, goes through standard input. */
function payloadWords(payload: Uint8Array): { readonly before: string; readonly argument: string } {
  const bytes = Buffer.from(payload);
  const text = bytes.toString("utf8");
  return text.includes("\0") || !Buffer.from(text).equals(bytes)
    ? { before: `printf %s ${bytes.toString("base64")} | base64 -d | `, argument: "-s" }
    : { before: "", argument: text === "" ? "-n" : `-m ${shellWord(text)}` };
}
