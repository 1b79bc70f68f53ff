# Connects with paho and publishes once: a line of JSON in, a line of JSON with what paho says out.
import json
import ssl
import sys
import threading

import paho.mqtt.client as mqtt


notes = []


def died(failure):
    """What ends paho's own thread is all that its user sees: the last line of a traceback."""
    for client, note in notes:
        if client._thread is failure.thread:
            note("%s: %s" % (failure.exc_type.__name__, failure.exc_value))


threading.excepthook = died


def said(job):
    words = []
    done = threading.Event()

    def note(text):
        words.append(text)
        done.set()

    version = mqtt.MQTTv5 if job["protocolVersion"] == 5 else mqtt.MQTTv311
    client = mqtt.Client(client_id="lab", protocol=version)
    notes.append((client, note))
    client.on_connect = lambda c, u, f, rc, *p: rc != 0 and note(str(rc) if version == mqtt.MQTTv5 else mqtt.connack_string(rc))
    client.on_disconnect = lambda c, u, rc, *p: note(str(rc) if version == mqtt.MQTTv5 else mqtt.error_string(rc))
    try:
        client.tls_set(ca_certs=job["ca"], certfile=job["cert"], keyfile=job["key"], keyfile_password="")
        client.connect_timeout = job["boundS"]
        client.connect(job["host"], job["port"], 60)
        client.loop_start()
        client.publish("v1/devices/me/telemetry", "{}", 1).wait_for_publish(0.01)
        done.wait(job["boundS"])
        client.loop_stop()
    except Exception as error:
        note("%s: %s" % (type(error).__name__, error))
    return words[0] if words else ""


def answer(job):
    text = said(job)
    with lock:
        print(json.dumps({"id": job["id"], "text": text}), flush=True)


lock = threading.Lock()
for line in sys.stdin:
    threading.Thread(target=answer, args=(json.loads(line),), daemon=True).start()
