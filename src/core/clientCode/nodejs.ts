import { telemetryTopic } from "../connection/topics";
import { sampleTelemetry, type ClientFacts } from "./facts";
import { jsString } from "./quote";

/** Gives a CommonJS program for Node.js with the package mqtt 5. */
export function nodejsCode({ host, port, clientId, ownPem, trustPem }: ClientFacts): string {
  const trust = trustPem === undefined ? "" : `\n    ca: readFileSync(${jsString(trustPem)}),`;
  return `// Sends telemetry over two-way TLS. Needs the package mqtt: npm install mqtt
const { readFileSync } = require("node:fs");
const { connectAsync } = require("mqtt");

async function main() {
  const own = readFileSync(${jsString(ownPem)});
  const options = {
    protocol: "mqtts",
    host: ${jsString(host)},
    port: ${port},${trust}
    key: own,
    cert: own,
    clientId: ${jsString(clientId)},
    protocolVersion: 4,
    reconnectPeriod: 0,
  };
  const client = await connectAsync(options, undefined, false);
  await client.publishAsync(${jsString(telemetryTopic)}, ${jsString(sampleTelemetry)}, { qos: 1 });
  console.log("Acknowledged.");
  await client.endAsync();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;
}
