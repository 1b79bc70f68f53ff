import { readCertificate } from "../certificate/read";
import { credentialIdOf } from "../credential/credentialId";
import type { ConnectPacket, ProtocolVersion } from "./packets";
import type { RegisteredDevice, Registry } from "./registry";
import { deviceByCredentials } from "./registry";

/** Why a CONNECT was refused. */
export type RefusalReason =
  | "certificate-unknown"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "certificate-unreadable"
  | "profile-pattern-unmatched"
  | "profile-makes-no-device"
  | "profile-name-taken"
  | "user-or-password-wrong"
  | "client-id-unknown"
  | "nothing-shown"
  | "server-unavailable"
  | "connection-rate-exceeded";

/** What a CONNECT comes to. */
export type Admission =
  | { readonly kind: "device"; readonly device: RegisteredDevice }
  /** The chain leads to a CA that a device profile has: the leaf's common name says which device it is. */
  | { readonly kind: "chain"; readonly caId: string; readonly credentialsId: string }
  /** Client id or user name `provision`: nothing but a provisioning request may follow. */
  | { readonly kind: "provision-only" }
  | Refused;

/** A CONNECT that comes to nothing. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  /** CONNACK return code (3.1.1) or reason code (5). */
  readonly code: number;
  /** ThingsBoard's id of the certificate that was shown. */
  readonly credentialsId?: string;
}

interface ConnackRow {
  /** MQTT 3.1.1 §3.2.2.3. */
  readonly mqtt3: number;
  /** MQTT 5 §3.2.2.2. */
  readonly mqtt5: number;
}

const notAuthorized: ConnackRow = { mqtt3: 5, mqtt5: 0x87 };

/** The code of each refusal, as ThingsBoard gives it; source: MqttTransportHandler, ReturnCodeResolver. */
export const connackTable: Readonly<Record<RefusalReason, ConnackRow>> = {
  "certificate-unknown": notAuthorized,
  "certificate-expired": notAuthorized,
  "certificate-not-yet-valid": notAuthorized,
  "certificate-unreadable": notAuthorized,
  "profile-pattern-unmatched": notAuthorized,
  "profile-makes-no-device": notAuthorized,
  "profile-name-taken": notAuthorized,
  "user-or-password-wrong": { mqtt3: 5, mqtt5: 0x86 },
  "client-id-unknown": { mqtt3: 2, mqtt5: 0x85 },
  "nothing-shown": notAuthorized,
  "server-unavailable": { mqtt3: 3, mqtt5: 0x88 },
  "connection-rate-exceeded": { mqtt3: 3, mqtt5: 0x9f },
};

/**
 * Decides on a CONNECT as ThingsBoard does. `chainDer` is what the TLS client presented, leaf first, each signed by the
 * next, or nothing; a certificate decides alone, and user name and password are looked at only without one.
 */
export function admissionOf(
  registry: Registry,
  chainDer: readonly Uint8Array[],
  connect: ConnectPacket,
  now: Date,
): Admission {
  if (connect.username === provisionName || connect.clientId === provisionName) {
    return { kind: "provision-only" };
  }
  const [leafDer, ...issuersDer] = chainDer;
  return leafDer === undefined
    ? admissionByPassword(registry, connect)
    : admissionByCertificate(registry, { leafDer, issuersDer }, connect, now);
}

/** Gives the refusal with the code of the client's protocol version. */
export function refusal(
  reason: RefusalReason,
  protocolVersion: ProtocolVersion,
  credentialsId?: string,
): Refused {
  const code = connackTable[reason][protocolVersion === 5 ? "mqtt5" : "mqtt3"];
  return { kind: "refused", reason, code, ...(credentialsId === undefined ? {} : { credentialsId }) };
}

const provisionName = "provision";

interface Chain {
  readonly leafDer: Uint8Array;
  readonly issuersDer: readonly Uint8Array[];
}

function admissionByCertificate(
  registry: Registry,
  { leafDer, issuersDer }: Chain,
  { protocolVersion }: ConnectPacket,
  now: Date,
): Admission {
  const certificate = readCertificate(leafDer);
  const credentialsId = credentialIdOf(leafDer);
  if (!certificate.ok) {
    return refusal("certificate-unreadable", protocolVersion, credentialsId);
  }
  if (now < certificate.value.notBefore) {
    return refusal("certificate-not-yet-valid", protocolVersion, credentialsId);
  }
  if (now > certificate.value.notAfter) {
    return refusal("certificate-expired", protocolVersion, credentialsId);
  }
  return (
    admissionByChain(registry, [credentialsId, ...issuersDer.map(credentialIdOf)]) ??
    refusal("certificate-unknown", protocolVersion, credentialsId)
  );
}

/**
 * Looks for each certificate in turn, from the leaf: first for a device that has it, then for a profile whose CA it is.
 * Source: DefaultTransportApiService.validateOrCreateDeviceX509Certificate.
 */
function admissionByChain(registry: Registry, ids: readonly string[]): Admission | undefined {
  for (const id of ids) {
    const device = deviceByCredentials(registry, "X509_CERTIFICATE", id);
    if (device !== undefined) {
      return { kind: "device", device };
    }
    if ([...registry.profiles.values()].some(({ chain }) => chain?.caId === id)) {
      return { kind: "chain", caId: id, credentialsId: ids[0] ?? id };
    }
  }
  return undefined;
}

/** The user name is an access token; basic MQTT credentials are not kept by this server. */
function admissionByPassword(registry: Registry, connect: ConnectPacket): Admission {
  const { username, password, clientId, protocolVersion } = connect;
  const device = username === undefined ? undefined : deviceByCredentials(registry, "ACCESS_TOKEN", username);
  if (device !== undefined) {
    return { kind: "device", device };
  }
  // Netty gives "" for a missing client id, so user name and password count as all three.
  if (username !== undefined || password !== undefined) {
    return refusal("user-or-password-wrong", protocolVersion);
  }
  return refusal(clientId.trim() === "" ? "nothing-shown" : "client-id-unknown", protocolVersion);
}
