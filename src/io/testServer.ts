import type { Result } from "../core/result";
import { ok } from "../core/result";
import type { ServerInput } from "../core/testServer/server";
import type { Wake } from "../core/testServer/state";
import type { ListenFailure, OpenTestServer, TestServerPlace, TestServers } from "../flows/world";
import { openMqttPort } from "./testServerMqtt";
import { openRestPort } from "./testServerRest";

/** The Local Test Server's ports through Node: MQTT over TLS and REST over HTTP, on 127.0.0.1 alone. */
export function nodeTestServers(): TestServers {
  return { open };
}

async function open(
  place: TestServerPlace,
  report: (input: ServerInput) => void,
): Promise<Result<OpenTestServer, ListenFailure>> {
  const mqtt = await openMqttPort(place, report);
  if (!mqtt.ok) {
    return mqtt;
  }
  const rest = await openRestPort(place.restPort, report);
  if (!rest.ok) {
    await mqtt.value.close();
    return rest;
  }
  const { send, end, limitSilence } = mqtt.value;
  const { respond } = rest.value;
  const alarms = wakes(report);
  return ok({
    mqttPort: mqtt.value.port,
    restPort: rest.value.port,
    send,
    end,
    limitSilence,
    respond,
    wake: alarms.wake,
    close: async () => {
      alarms.clear();
      await Promise.all([mqtt.value.close(), rest.value.close()]);
    },
  });
}

interface Alarms {
  readonly wake: (afterMs: number, wake: Wake) => void;
  readonly clear: () => void;
}

function wakes(report: (input: ServerInput) => void): Alarms {
  const timers = new Set<NodeJS.Timeout>();
  return {
    wake: (afterMs, wake) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        report({ kind: "woke", wake });
      }, afterMs);
      timers.add(timer);
    },
    clear: () => {
      timers.forEach((timer) => {
        clearTimeout(timer);
      });
    },
  };
}
