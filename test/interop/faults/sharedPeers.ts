import { erlangServers, javaServers, type OrderedServers } from "./orderedServers";
import { rabbitMq, type RabbitMq } from "./rabbitmq";
import type { Lab } from "./lab";
import type { Running } from "../connectionServers";

/** Java's TLS, which is ThingsBoard's: one program for all of its ports. */
export const java: OrderedServers = javaServers();

/** Erlang's TLS, which is RabbitMQ's. */
export const erlang: OrderedServers = erlangServers();

let node: Promise<RabbitMq> | undefined;

/** Begins to start RabbitMQ, which takes its time; its clients are those of the lab's CA. */
function startRabbitMq(lab: Lab): Promise<RabbitMq> {
  node ??= rabbitMq(lab, lab.clientsCa.certificateFile);
  return node;
}

/** One of its doors. */
export async function rabbitMqAt(lab: Lab, door: "tlsPort" | "plainPort" | "amqpPort"): Promise<Running> {
  const port = (await startRabbitMq(lab))[door];
  return { port, url: `mqtts://localhost:${port}`, stop: () => Promise.resolve() };
}

/** Ends what was started. */
export async function closePeers(): Promise<void> {
  java.stop();
  erlang.stop();
  await (await node)?.stop();
}
