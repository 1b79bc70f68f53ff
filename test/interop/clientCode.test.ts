import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import path from "node:path";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import type { ClientLanguage } from "../../src/core/clientCode/clientCode";
import type { Outcome } from "./bundleRig";
import { clientCodeRig, type ClientCodeRig, type RunOptions } from "./clientCodeRig";
import { requireHeader, requirePythonModule } from "../support/tools";

/** How a person runs what is on the clipboard: gives the command line, after it was built where that is needed. */
type Build = (rig: ClientCodeRig, code: string) => Promise<readonly string[]>;

const paho = "test/interop/clientCode/paho/org/eclipse/paho/client/mqttv3";

const builds: Readonly<Record<Exclude<ClientLanguage, "esp-idf">, Build>> = {
  mosquitto_pub: shell,
  openssl: shell,
  // Debian's own Python has Debian's Paho.
  python: ({ put }, code) => {
    requirePythonModule("paho.mqtt");
    return Promise.resolve(["/usr/bin/python3", put("client.py", code)]);
  },
  nodejs: ({ put }, code) => Promise.resolve([process.execPath, put("client.js", code)]),
  "paho-c": async (rig, code) => {
    requireHeader("MQTTClient.h");
    const source = rig.put("client.c", code);
    const program = `${source.slice(0, -2)}.out`;
    await built(rig, [
      "gcc",
      "-std=c99",
      "-Wall",
      "-Wextra",
      "-Werror",
      source,
      "-o",
      program,
      "-lpaho-mqtt3cs",
    ]);
    return [program];
  },
  java: async (rig, code) => {
    const source = rig.put("ThingsBoardClient.java", code);
    const classes = path.join(path.dirname(source), "classes");
    if (!existsSync(classes)) {
      await buildPaho(rig, classes);
    }
    return ["java", "-cp", classes, source];
  },
};

/** A starting javac is slow: one serves a whole test. */
async function buildPaho(rig: ClientCodeRig, classes: string): Promise<void> {
  const parts = ["MqttClient", "MqttConnectOptions", "persist/MemoryPersistence"];
  await built(rig, ["javac", "-d", classes, ...parts.map((part) => `${paho}/${part}.java`)]);
}

function shell({ put }: ClientCodeRig, code: string): Promise<readonly string[]> {
  return Promise.resolve(["sh", put("client.sh", code)]);
}

async function built(rig: ClientCodeRig, command: readonly string[]): Promise<void> {
  const { status, output } = await rig.run(command);
  assert.deepEqual([status, output], [0, ""]);
}

describe("the code that is copied", () => {
  let rig: ClientCodeRig;
  before(async () => {
    rig = await clientCodeRig();
  });
  after(() => rig.close());

  type Program = keyof typeof builds;
  const programs = Object.keys(builds) as readonly Program[];

  const outcomeOf = async (language: Program, { env = {}, ...options }: RunOptions): Promise<Outcome> => {
    const command = await builds[language](rig, await rig.code(language, options));
    return rig.run(command, { NODE_PATH: path.resolve("node_modules"), ...env });
  };
  const sent = ['v1/devices/me/telemetry {"temperature":21.5}'];

  const accepted: Readonly<Record<Program, RegExp>> = {
    mosquitto_pub: /received PUBACK/,
    openssl: /^ 20 02 00 00$/m,
    python: /^Acknowledged\.$/m,
    nodejs: /^Acknowledged\.$/m,
    "paho-c": /^Acknowledged\.$/m,
    java: /^Acknowledged\.$/m,
  };

  /** Runs it as it is; the broker has to hear it. */
  const arrives = async (language: Program, options: RunOptions): Promise<void> => {
    const { status, output } = await outcomeOf(language, options);
    assert.equal(status, 0, output);
    assert.match(output, accepted[language]);
    assert.deepEqual(await rig.received(), sent);
  };

  for (const language of programs) {
    it(`for ${language} brings telemetry to mosquitto over two-way TLS`, () =>
      arrives(language, { namesTrust: true }));
  }

  it("takes an IP address for the server's name", async () => {
    for (const language of ["mosquitto_pub", "openssl", "python", "nodejs", "paho-c"] as const) {
      await arrives(language, { namesTrust: true, host: "127.0.0.1" });
    }
  });

  it("trusts what its machine trusts where no certificate of the server is known", async () => {
    const server = rig.put("system.pem", readFileSync(rig.file("server.pub.pem"), "latin1"));
    const openssl = { SSL_CERT_FILE: server };
    await arrives("openssl", { namesTrust: false, env: openssl });
    await arrives("python", { namesTrust: false, env: openssl });
    await arrives("paho-c", { namesTrust: false, env: openssl });
    await arrives("nodejs", { namesTrust: false, env: { NODE_EXTRA_CA_CERTS: server } });
    const store = server.replace(/pem$/, "jks");
    const terms = ["-keystore", store, "-storepass", "changeit", "-noprompt", "-file", server];
    assert.equal((await rig.run(["keytool", "-importcert", ...terms])).status, 0);
    await arrives("java", {
      namesTrust: false,
      env: {
        JAVA_TOOL_OPTIONS: `-Djavax.net.ssl.trustStore=${store} -Djavax.net.ssl.trustStorePassword=changeit`,
      },
    });
    // openssl-rehash(1) makes such a folder as Debian's.
    const folder = path.join(path.dirname(server), "anchors");
    mkdirSync(folder);
    copyFileSync(server, path.join(folder, "server.pem"));
    assert.equal((await rig.run(["openssl", "rehash", folder])).status, 0);
    const code = await rig.code("mosquitto_pub", { namesTrust: false });
    const command = await shell(rig, code.replace("--capath /etc/ssl/certs", `--capath ${folder}`));
    assert.equal((await rig.run(command)).status, 0);
    assert.deepEqual(await rig.received(), sent);
  });

  const refusals: readonly [what: string, options: RunOptions][] = [
    ["a server that nobody vouches for", { namesTrust: false }],
    // inet(3) takes 127.1 for 127.0.0.1; the certificate does not have that name.
    ["a server of another name", { namesTrust: true, host: "127.1" }],
  ];
  for (const [what, options] of refusals) {
    for (const language of programs) {
      it(`for ${language} sends nothing to ${what}`, async () => {
        const { status, output } = await outcomeOf(language, options);
        assert.doesNotMatch(output, accepted[language]);
        // A pipe has the status of its last command, which is od.
        assert.equal(status === 0, language === "openssl", output);
        await arrives("mosquitto_pub", { namesTrust: true });
      });
    }
  }

  it("for java says which password is missing", async () => {
    const { status, output } = await outcomeOf("java", {
      namesTrust: true,
      env: { CLIENT_KEY_PASSWORD: undefined },
    });
    assert.equal(status, 1);
    assert.match(output, /Set CLIENT_KEY_PASSWORD in the environment; keygen\.properties has it\./);
  });

  it("for ESP-IDF is C in its syntax and types", async () => {
    for (const namesTrust of [true, false]) {
      const source = rig.put("esp.c", await rig.code("esp-idf", { namesTrust }));
      const include = path.resolve("test/interop/clientCode/idf");
      const strict = ["-std=gnu17", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"];
      await built(rig, ["gcc", "-fsyntax-only", ...strict, "-I", include, source]);
    }
  });
});
