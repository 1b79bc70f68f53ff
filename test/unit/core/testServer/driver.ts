import { readFileSync } from "node:fs";
import path from "node:path";
import { certificateRegistered } from "../../../../src/core/testServer/changes";
import type { TestServerEvent } from "../../../../src/core/testServer/events";
import type { ClientPacket, ConnectPacket, ServerPacket } from "../../../../src/core/testServer/packets";
import type { RestResponse } from "../../../../src/core/testServer/restMessages";
import type { ServerInput } from "../../../../src/core/testServer/server";
import { serverStep } from "../../../../src/core/testServer/server";
import type { Account, Moment, ServerEffect, ServerState, Step } from "../../../../src/core/testServer/state";
import { initialState } from "../../../../src/core/testServer/state";

/** Device certificates made by openssl; test/fixtures/testServer/README.md has the commands. */
export const alpha = {
  pem: fixture("alpha.pem"),
  der: derOf(fixture("alpha.pem")),
  credentialsId: "a5c2a73b1461eab9505d7d4b59e02e989916e2bd3569600407cd94d37cb99184",
};
export const beta = {
  pem: fixture("beta.pem"),
  der: derOf(fixture("beta.pem")),
  credentialsId: "c3dc1ac95d6ab1cc4b8e265e3d3e4c72f5155330d76ccfb02e22551b4bf39aec",
};

/** A device CA, two leaves of it with one subject, and a leaf of that subject from another CA. */
export const deviceCa = {
  pem: fixture("device-ca.pem"),
  der: derOf(fixture("device-ca.pem")),
  credentialsId: "eaffcc815f759d146a480ae032b1254dd5a2ec55b49ff9375c444295a05cb4cd",
};
export const otherCa = { pem: fixture("other-ca.pem"), der: derOf(fixture("other-ca.pem")) };
export const pump = {
  pem: fixture("pump.pem"),
  der: derOf(fixture("pump.pem")),
  credentialsId: "66d93fdeb7d442aa2ff2b9de114029299096c1e35e3a97e09016a6bf62893618",
};
export const pumpRenewed = {
  pem: fixture("pump-renewed.pem"),
  der: derOf(fixture("pump-renewed.pem")),
  credentialsId: "1f3aa88f5b33e2056d855f95c47d3af60ecebf28381358e1906e339db6ac38cb",
};
export const foreign = {
  der: derOf(fixture("foreign.pem")),
  credentialsId: "45ffa81cf06eb43f3a9011b8f523d4baf32d130b730a9b8213f6e5655a1b6524",
};

/** The body that makes a device profile of provision type X.509 certificate chain. */
export const chainProfile = {
  name: "pumps",
  provisionType: "X509_CERTIFICATE_CHAIN",
  profileData: {
    configuration: { type: "DEFAULT" },
    transportConfiguration: { type: "DEFAULT" },
    provisionConfiguration: {
      type: "X509_CERTIFICATE_CHAIN",
      provisionDeviceSecret: deviceCa.pem,
      certificateRegExPattern: "^([^.]+)\\.field$",
      allowCreateNewDevicesByX509Certificate: true,
    },
  },
};

/** A time at which the certificates are valid. */
export const now = new Date("2030-01-01T00:00:00Z");

export const account: Account = {
  username: "tenant@thingsboard.org",
  password: "a password of this run",
  userId: "11111111-1111-4111-8111-111111111111",
  tenantId: "22222222-2222-4222-8222-222222222222",
  deviceProfileId: "33333333-3333-4333-8333-333333333333",
  apiKey: "a key of this run",
  tokenKey: new Uint8Array(64).fill(7),
};

/** A CONNECT with nothing in it; a test says what it adds. */
export function connectPacket(more: Partial<ConnectPacket> = {}): ConnectPacket {
  return { cmd: "connect", protocolVersion: 4, clientId: "", clean: true, keepalive: 60, ...more };
}

/** A UTF-8 payload. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A PUBLISH with QoS 1, id 7. */
export function publishPacket(topic: string, payload: string): ClientPacket {
  return { cmd: "publish", topic, payload: bytes(payload), qos: 1, messageId: 7 };
}

/** The rules with a state that moves on, a clock that stands still and bytes that count up. */
export class Driver {
  state: ServerState = initialState(account, "the server's PEM");
  #counter = 0;

  moment: Moment = {
    now,
    random: (lengthBytes) => Uint8Array.from({ length: lengthBytes }, () => (this.#counter += 1) % 256),
  };

  take(input: ServerInput): readonly ServerEffect[] {
    return this.#apply(serverStep(this.state, input, this.moment));
  }

  packet(connection: number, packet: ClientPacket): readonly ServerEffect[] {
    return this.take({ kind: "packet", connection, packet });
  }

  /** Registers a certificate; gives the device's id. */
  register(certificatePem: string, deviceName?: string): string {
    const registration = { certificatePem, ...(deviceName === undefined ? {} : { deviceName }) };
    const change = certificateRegistered(this.state, registration, this.moment);
    if (!change.ok) {
      throw new Error(change.failure.code);
    }
    this.#apply(change.value.step);
    return change.value.value.deviceId;
  }

  /** Connects a device whose certificate is registered. */
  connect(
    connection: number,
    more: Partial<ConnectPacket> = {},
    certificateDer = alpha.der,
  ): readonly ServerEffect[] {
    this.take({ kind: "opened", connection, certificateDer });
    return this.packet(connection, connectPacket(more));
  }

  /** Connects a client that presents a chain. */
  connectChain(
    connection: number,
    [certificateDer, ...issuersDer]: readonly [Uint8Array, ...Uint8Array[]],
    more: Partial<ConnectPacket> = {},
  ): readonly ServerEffect[] {
    this.take({ kind: "opened", connection, certificateDer, issuersDer });
    return this.packet(connection, connectPacket(more));
  }

  /** A REST request with a token, answered at once. */
  rest(method: string, target: string, body: unknown = ""): RestResponse {
    const response = this.request(method, target, body);
    if (response === undefined) {
      throw new Error("no answer yet");
    }
    return response;
  }

  /** The same, answered perhaps later. */
  request(method: string, target: string, body: unknown = "", request = 1): RestResponse | undefined {
    this.effects = this.take({
      kind: "request",
      request,
      rest: {
        method,
        target,
        authorization: `Bearer ${this.token()}`,
        body: typeof body === "string" ? body : JSON.stringify(body),
      },
    });
    return responses(this.effects)[0];
  }

  /** What the last REST request did. */
  effects: readonly ServerEffect[] = [];

  token(): string {
    const signIn = { username: account.username, password: account.password };
    const rest = { method: "POST", target: "/api/auth/login", body: JSON.stringify(signIn) };
    const state = { ...this.state, faults: [] };
    const effects = serverStep(state, { kind: "request", request: 0, rest }, this.moment).effects;
    return (JSON.parse(responses(effects)[0]?.body ?? "{}") as { token: string }).token;
  }

  #apply(step: Step): readonly ServerEffect[] {
    this.state = step.state;
    return step.effects;
  }
}

/** What went out to the clients, in a form that reads well: payloads as text. */
export function sent(effects: readonly ServerEffect[]): readonly unknown[] {
  return effects.flatMap((effect) => (effect.kind === "send" ? [readable(effect.packet)] : []));
}

/** The connections that were ended. */
export function ends(effects: readonly ServerEffect[]): readonly number[] {
  return effects.flatMap((effect) => (effect.kind === "end" ? [effect.connection] : []));
}

export function events(effects: readonly ServerEffect[]): readonly TestServerEvent[] {
  return effects.flatMap((effect) => (effect.kind === "tell" ? [effect.event] : []));
}

export function responses(effects: readonly ServerEffect[]): readonly RestResponse[] {
  return effects.flatMap((effect) => (effect.kind === "respond" ? [effect.response] : []));
}

function readable(packet: ServerPacket): unknown {
  return packet.cmd === "publish"
    ? { topic: packet.topic, payload: new TextDecoder().decode(packet.payload), qos: packet.qos }
    : packet;
}

function fixture(name: string): string {
  return readFileSync(path.join("test/fixtures/testServer", name), "utf8");
}

function derOf(pem: string): Uint8Array {
  return new Uint8Array(Buffer.from(pem.replace(/-----.*-----/g, ""), "base64"));
}
