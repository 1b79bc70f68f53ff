import { telemetryTopic } from "../connection/topics";
import { sampleTelemetry, type ClientFacts } from "./facts";
import { pythonString } from "./quote";

/** Gives a program for Python 3 with Paho 2, which runs with Paho 1.6 as well. */
export function pythonCode({ host, port, clientId, ownPem, trustPem }: ClientFacts): string {
  const trust = trustPem === undefined ? "" : `cafile=${pythonString(trustPem)}`;
  return `"""Sends telemetry over two-way TLS. Needs Paho: pip install paho-mqtt"""
import ssl
import sys

import paho.mqtt.client as mqtt

acknowledged = False


def on_connect(client, userdata, flags, reason_code, properties=None):
    if reason_code == 0:
        client.publish(${pythonString(telemetryTopic)}, ${pythonString(sampleTelemetry)}, qos=1)
    else:
        print("The broker refused:", reason_code)
        client.disconnect()


def on_publish(client, userdata, mid, reason_code=None, properties=None):
    global acknowledged
    acknowledged = True
    client.disconnect()


# Paho 2 asks which arguments its callbacks get; Paho 1 has the older ones alone.
callbacks = [mqtt.CallbackAPIVersion.VERSION2] if hasattr(mqtt, "CallbackAPIVersion") else []
client = mqtt.Client(
    *callbacks,
    client_id=${pythonString(clientId)},
    protocol=mqtt.MQTTv311,
    reconnect_on_failure=False,
)
client.on_connect = on_connect
client.on_publish = on_publish

tls = ssl.create_default_context(${trust})
tls.load_cert_chain(${pythonString(ownPem)})
client.tls_set_context(tls)

client.connect(${pythonString(host)}, ${port})
client.loop_forever()
print("Acknowledged." if acknowledged else "Not acknowledged.")
sys.exit(0 if acknowledged else 1)
`;
}
