"""Connects over two-way TLS with the one file for clients that are not Java, and hears what it says itself."""
import ssl
import sys

import paho.mqtt.client as mqtt

port, ca_file, own_file = sys.argv[1:]


def on_connect(client, userdata, flags, rc):
    print("connected %d" % rc, flush=True)
    client.subscribe("v1/paho", 1)


def on_subscribe(client, userdata, mid, granted):
    client.publish("v1/paho", "on", 1)


def on_message(client, userdata, message):
    print("%s %s" % (message.topic, message.payload.decode()), flush=True)
    client.disconnect()


client = mqtt.Client()
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.tls_set(ca_file, own_file, own_file, cert_reqs=ssl.CERT_REQUIRED, tls_version=ssl.PROTOCOL_TLS_CLIENT)
client.connect("localhost", int(port), 60)
client.loop_forever(retry_first_connection=False)
