import { telemetryTopic } from "../connection/topics";
import { sampleTelemetry, type ClientFacts } from "./facts";
import { shellWord } from "./quote";

/** Gives the call of mosquitto_pub(1). */
export function mosquittoPubCode({ host, port, clientId, ownPem, trustPem }: ClientFacts): string {
  // Without a file or folder of anchors mosquitto_pub shows no certificate either (client_shared.c).
  const trust = trustPem === undefined ? "--capath /etc/ssl/certs" : `--cafile ${shellWord(trustPem)}`;
  const hint =
    trustPem === undefined ? "# /etc/ssl/certs: where Debian keeps the certificate authorities.\n" : "";
  return `${hint}mosquitto_pub -d -V mqttv311 \\
  -h ${shellWord(host)} -p ${port} \\
  ${trust} \\
  --cert ${shellWord(ownPem)} \\
  --key ${shellWord(ownPem)} \\
  -i ${shellWord(clientId)} \\
  -t ${shellWord(telemetryTopic)} -q 1 \\
  -m ${shellWord(sampleTelemetry)}
`;
}
