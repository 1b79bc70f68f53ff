import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { requireTool } from "../../support/tools";
import { closedPort, lineOf, stopped } from "../connectionServers";
import type { Lab } from "./lab";

/** A node of RabbitMQ with its MQTT plugin: three doors to one server. */
export interface RabbitMq {
  /** MQTT over two-way TLS; the certificate's name is the user's. */
  readonly tlsPort: number;
  /** MQTT without TLS. */
  readonly plainPort: number;
  /** AMQP without TLS. */
  readonly amqpPort: number;
  readonly stop: () => Promise<void>;
}

/** The server itself: the one on PATH changes to another user first, who may not read the lab's files. */
const program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/** Starts a node with folders, a port mapper and a cookie of its own, on the loopback alone. */
export async function rabbitMq(lab: Lab, trustFile: string): Promise<RabbitMq> {
  const home = lab.newFolder();
  const [tlsPort, plainPort, amqpPort, epmdPort, distributionPort] = await freePorts(5);
  writeFileSync(path.join(home, "enabled_plugins"), "[rabbitmq_mqtt].");
  const configuration = [
    `listeners.tcp.local = 127.0.0.1:${String(amqpPort)}`,
    `mqtt.listeners.tcp.local = 127.0.0.1:${String(plainPort)}`,
    `mqtt.listeners.ssl.local = 127.0.0.1:${String(tlsPort)}`,
    "mqtt.ssl_cert_login = true",
    "mqtt.allow_anonymous = false",
    `ssl_options.cacertfile = ${trustFile}`,
    `ssl_options.certfile = ${lab.device.file("server.pub.pem")}`,
    `ssl_options.keyfile = ${lab.device.file("server.pk8.pem")}`,
    "ssl_options.verify = verify_peer",
    "ssl_options.fail_if_no_peer_cert = true",
    "ssl_options.versions.1 = tlsv1.3",
    "ssl_options.versions.2 = tlsv1.2",
    "log.console = true",
    "log.console.level = info",
  ];
  writeFileSync(path.join(home, "rabbitmq.conf"), `${configuration.join("\n")}\n`);
  mkdirSync(path.join(home, "log"));
  const env = {
    ...process.env,
    HOME: home,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_NODENAME: "lab@localhost",
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: path.join(home, "mnesia"),
    RABBITMQ_LOG_BASE: path.join(home, "log"),
    RABBITMQ_LOGS: "-",
    RABBITMQ_CONFIG_FILE: path.join(home, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(home, "enabled_plugins"),
    RABBITMQ_PID_FILE: path.join(home, "pid"),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
  };
  // In the foreground, so that it ends with the test; the node would leave one behind.
  const mapper = spawn(requireTool("epmd"), ["-port", String(epmdPort), "-address", "127.0.0.1"], {
    stdio: "ignore",
  });
  const node = spawn(program, [], { stdio: ["ignore", "pipe", "ignore"], env });
  await lineOf(node, node.stdout, / completed with \d+ plugins/);
  return {
    tlsPort: tlsPort ?? 0,
    plainPort: plainPort ?? 0,
    amqpPort: amqpPort ?? 0,
    stop: async () => {
      await stopped(node);
      await stopped(mapper);
    },
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  for (let index = 0; index < count; index += 1) {
    ports.push(await closedPort());
  }
  return ports;
}
