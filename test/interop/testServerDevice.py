"""A device as in ThingsBoard's how-to, with today's TLS: prints what comes, answers RPC, stops when told to."""
import json
import ssl
import sys

import paho.mqtt.client as mqtt

port, ca_file, certificate_file, key_file = sys.argv[1:]


def say(text):
    print(text, flush=True)


def on_connect(client, userdata, flags, rc):
    say("connected %d" % rc)
    client.publish("v1/devices/me/attributes", '{"model":"py"}', 1)
    client.subscribe("v1/devices/me/attributes", 1)
    client.subscribe("v1/devices/me/attributes/response/+", 1)
    client.publish("v1/devices/me/attributes/request/1", "{}", 1)


def on_message(client, userdata, message):
    payload = message.payload.decode()
    say("%s %s" % (message.topic, payload))
    if message.topic == "v1/devices/me/attributes/response/1":
        client.subscribe("v1/devices/me/rpc/request/+", 1)
    if message.topic.startswith("v1/devices/me/rpc/request/"):
        request_id = message.topic.rsplit("/", 1)[1]
        answer = json.dumps({"answered": json.loads(payload)["method"]})
        client.publish("v1/devices/me/rpc/response/" + request_id, answer, 1)
    if message.topic == "v1/devices/me/attributes":
        client.disconnect()


client = mqtt.Client()
client.on_connect = on_connect
client.on_message = on_message
client.tls_set(ca_file, certificate_file, key_file, cert_reqs=ssl.CERT_REQUIRED, tls_version=ssl.PROTOCOL_TLS_CLIENT)
client.connect("127.0.0.1", int(port), 60)
client.loop_forever(retry_first_connection=False)
