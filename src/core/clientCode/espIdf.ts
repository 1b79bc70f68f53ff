import { telemetryTopic } from "../connection/topics";
import { authorityOf, sampleTelemetry, type ClientFacts } from "./facts";
import { cString } from "./quote";

/**
 * Gives a source file for ESP-IDF 5 with its component esp-mqtt. The files become a part of the firmware, under names
 * of their own: the linker's symbols are made of them.
 */
export function espIdfCode(facts: ClientFacts): string {
  const { clientId, trustPem } = facts;
  const hasTrust = trustPem !== undefined;
  return `${head(facts)}
#include "esp_event.h"
#include "esp_log.h"
${hasTrust ? "" : '#include "esp_crt_bundle.h"\n'}#include "mqtt_client.h"

extern const char client_pem[] asm("_binary_client_pem_start");
${hasTrust ? 'extern const char server_pem[] asm("_binary_server_pem_start");\n' : ""}
static const char *tag = "thingsboard";

static void on_mqtt_event(void *context, esp_event_base_t base, int32_t id, void *data) {
  esp_mqtt_event_handle_t event = data;
  switch ((esp_mqtt_event_id_t)id) {
  case MQTT_EVENT_CONNECTED:
    esp_mqtt_client_publish(event->client, ${cString(telemetryTopic)}, ${cString(sampleTelemetry)}, 0, 1, 0);
    break;
  case MQTT_EVENT_PUBLISHED:
    ESP_LOGI(tag, "acknowledged");
    break;
  case MQTT_EVENT_ERROR:
    ESP_LOGE(tag, "refused with %d, TLS error 0x%x", event->error_handle->connect_return_code,
             event->error_handle->esp_tls_stack_err);
    break;
  default:
    break;
  }
}

// Call it when the network is up and the clock is right.
void thingsboard_start(void) {
  const esp_mqtt_client_config_t config = {
      .broker =
          {
              .address.uri = ${cString(`mqtts://${authorityOf(facts)}`)},
              ${hasTrust ? ".verification.certificate = server_pem" : ".verification.crt_bundle_attach = esp_crt_bundle_attach"},
          },
      .credentials =
          {
              .client_id = ${cString(clientId)},
              .authentication.certificate = client_pem,
              .authentication.key = client_pem,
          },
      .session.protocol_ver = MQTT_PROTOCOL_V_3_1_1,
  };
  esp_mqtt_client_handle_t client = esp_mqtt_client_init(&config);
  ESP_ERROR_CHECK(esp_mqtt_client_register_event(client, ESP_EVENT_ANY_ID, on_mqtt_event, NULL));
  ESP_ERROR_CHECK(esp_mqtt_client_start(client));
}
`;
}

/** Paths stand in comments as C strings, which have no line end. */
function head({ ownPem, trustPem }: ClientFacts): string {
  const copies = [
    `//   ${cString(ownPem)} as client.pem`,
    ...(trustPem === undefined ? [] : [`//   ${cString(trustPem)} as server.pem`]),
  ];
  const names = trustPem === undefined ? "client.pem" : "client.pem server.pem";
  return `// Sends telemetry over two-way TLS: ESP-IDF 5, component esp-mqtt. Copy into main/:
${copies.join("\n")}
// and name them in main/CMakeLists.txt: idf_component_register(… EMBED_TXTFILES ${names})`;
}
