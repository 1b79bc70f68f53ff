import { telemetryTopic } from "../connection/topics";
import { authorityOf, sampleTelemetry, type ClientFacts } from "./facts";
import { cString } from "./quote";

/** Gives a program in C99 with the synchronous client of Paho C 1.3. */
export function pahoCCode(facts: ClientFacts): string {
  const { clientId, ownPem, trustPem } = facts;
  const trust = trustPem === undefined ? "" : `\n  tls.trustStore = ${cString(trustPem)};`;
  return `// Sends telemetry over two-way TLS. Needs Paho C, on Debian: apt-get install libpaho-mqtt-dev
// cc client.c -o client -lpaho-mqtt3cs && ./client
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <MQTTClient.h>

static void must(int code, const char *step) {
  if (code != MQTTCLIENT_SUCCESS) {
    fprintf(stderr, "%s: code %d\\n", step, code);
    exit(EXIT_FAILURE);
  }
}

static int print_tls_error(const char *text, size_t length, void *context) {
  (void)context;
  fprintf(stderr, "%.*s", (int)length, text);
  return 1;
}

int main(void) {
  MQTTClient client;
  MQTTClient_deliveryToken token;
  MQTTClient_SSLOptions tls = MQTTClient_SSLOptions_initializer;
  MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;
  const char *telemetry = ${cString(sampleTelemetry)};
${trust}
  tls.keyStore = ${cString(ownPem)};
  tls.privateKey = ${cString(ownPem)};
  tls.enableServerCertAuth = 1;
  tls.verify = 1; // the host's name too
  tls.ssl_error_cb = print_tls_error;
  options.MQTTVersion = MQTTVERSION_3_1_1;
  options.connectTimeout = 10;
  options.ssl = &tls;

  must(MQTTClient_create(&client, ${cString(`ssl://${authorityOf(facts)}`)}, ${cString(clientId)},
                         MQTTCLIENT_PERSISTENCE_NONE, NULL),
       "create");
  must(MQTTClient_connect(client, &options), "connect");
  must(MQTTClient_publish(client, ${cString(telemetryTopic)}, (int)strlen(telemetry), telemetry, 1, 0, &token),
       "publish");
  must(MQTTClient_waitForCompletion(client, token, 10000), "acknowledgement");
  puts("Acknowledged.");
  MQTTClient_disconnect(client, 1000);
  MQTTClient_destroy(&client);
  return EXIT_SUCCESS;
}
`;
}
