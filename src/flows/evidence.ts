import { parseMqttUrl, usualTlsPort } from "../core/connection/options";
import type { DiagnosisCode, DiagnosisFacts } from "../core/connection/diagnoses";
import type { SessionFact } from "../core/connection/events";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { loadIdentity } from "./loadProfile";
import { ownIssuers } from "./ownIssuers";
import { folderOf, join } from "./paths";
import type { World } from "./world";

type Facts = Readonly<Record<string, string>>;

/** Which connection failed. */
export interface EvidenceRequest {
  readonly propertiesPath: string;
  /** `isOwn` is true for the Local Test Server. */
  readonly server: { readonly mqttUrl: string; readonly isOwn?: boolean; readonly caFile?: string };
  /** The client certificates that were shown, PEM, leaf first; absent where it did not come to that. */
  readonly certificatePem?: string;
}

/** What is looked at, and by whom it may be stopped. */
export interface Looking {
  readonly world: Pick<World, "files" | "machine" | "network">;
  readonly signal: AbortSignal;
}

/**
 * Looks up what decides which cure applies: whether there is a certificate that can be renewed, whether the chain that was
 * shown lacks one, and whether another port of the host answers with TLS. Nothing is looked up for a cause that it would not help with. At most a second on the network.
 */
export async function evidenceFor(
  diagnosis: DiagnosisFacts,
  request: EvidenceRequest,
  looking: Looking,
): Promise<Facts> {
  const { code } = diagnosis;
  if (clientCodes.has(code)) {
    return clientRenewable(request, looking);
  }
  if (serverCodes.has(code)) {
    return ownServerCertificate(diagnosis, request, looking);
  }
  if (chainCodes.has(code)) {
    return chainShown(diagnosis, request, looking);
  }
  return portCodes.has(code) ? tlsPort(request, looking) : {};
}

const clientCodes: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  "client-cert-expired",
  "client-cert-not-yet-valid",
  "client-cert-wrong-purpose",
  "client-cert-rejected-expired",
]);

const serverCodes: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  "server-cert-expired",
  "server-cert-not-yet-valid",
  "server-cert-host-mismatch",
  "server-cert-wrong-purpose",
  "server-cert-weak",
]);

/** What a server says, or does without a word, that cannot follow our chain. */
const chainCodes: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  "client-cert-rejected",
  "client-cert-rejected-unknown-ca",
]);

/** What a wrong port looks like. */
const portCodes: ReadonlySet<DiagnosisCode> = new Set<DiagnosisCode>([
  "tcp-refused",
  "tcp-timeout",
  "tcp-reset",
  "tls-not-tls",
  "tls-timeout",
  "tls-closed",
  "mqtt-not-mqtt",
]);

/** What `ownIssuers` finds missing above the certificates that were shown. */
async function chainShown(
  { facts }: DiagnosisFacts,
  { certificatePem, propertiesPath, server }: EvidenceRequest,
  { world }: Looking,
): Promise<Facts> {
  const file = facts["clientCertificate"];
  return certificatePem === undefined || file === undefined
    ? {}
    : ownIssuers({ certificatePem, file, propertiesPath, caFile: server.caFile }, world);
}

/** `clientRenewable` is `true` where `P.pub.pem` has the certificate that a renewal begins with. */
async function clientRenewable({ propertiesPath }: EvidenceRequest, { world }: Looking): Promise<Facts> {
  const identity = await loadIdentity(propertiesPath, "client", world);
  if (!identity.ok) {
    return {};
  }
  const path = join(folderOf(propertiesPath), `${identity.value.filePrefix}.pub.pem`);
  return (await fingerprintIn(path, world)) === undefined ? {} : { clientRenewable: "true" };
}

/**
 * `ownServerCertificate` is `true` where the server shows the certificate of `S.pub.pem` and its key lies beside: that one is
 * made here. A certificate that was only fetched has no key here.
 */
async function ownServerCertificate(
  { facts }: DiagnosisFacts,
  { propertiesPath }: EvidenceRequest,
  { world }: Looking,
): Promise<Facts> {
  const shown = facts["fingerprint256"] ?? facts["certificate1.fingerprint256"];
  const identity = await loadIdentity(propertiesPath, "server", world);
  if (!identity.ok || shown === undefined) {
    return {};
  }
  const file = (ending: string): string => join(folderOf(propertiesPath), identity.value.filePrefix + ending);
  const isShown = (await fingerprintIn(file(".pub.pem"), world)) === shown;
  const key = await world.files.read(file(".pk8.pem"));
  return isShown && key.ok ? { ownServerCertificate: "true" } : {};
}

async function fingerprintIn(path: string, { files }: Pick<World, "files">): Promise<string | undefined> {
  const bytes = await files.read(path);
  return bytes.ok ? leafIn(pemTextOf(bytes.value))?.certificate.fingerprint256 : undefined;
}

/** The longest that a port is asked, milliseconds. */
const probeMs = 1_000;

/** `tlsPort` is 8883 where another port was dialled and that one answers with TLS, `none` where it does not. */
async function tlsPort({ server }: EvidenceRequest, { world, signal }: Looking): Promise<Facts> {
  const endpoint = parseMqttUrl(server.mqttUrl);
  const isElsewhere = endpoint.ok && endpoint.value.port !== usualTlsPort && server.isOwn !== true;
  if (!isElsewhere) {
    return {};
  }
  const { host } = endpoint.value;
  return { tlsPort: (await answersWithTls(host, { world, signal })) ? String(usualTlsPort) : "none" };
}

/** A handshake that shows nothing of the device: a certificate that comes, or is asked for, is proof enough. */
async function answersWithTls(host: string, { world, signal }: Looking): Promise<boolean> {
  const enough = new AbortController();
  const stop = (): void => {
    enough.abort();
  };
  // AbortSignal.any would leave an entry in the signal for as long as that lives (Node 20, kDependantSignals).
  signal.addEventListener("abort", stop);
  AbortSignal.timeout(probeMs).addEventListener("abort", stop);
  let isTls = false;
  const emit = (fact: SessionFact): void => {
    isTls ||= fact.kind === "secured" || (fact.kind === "tlsFailed" && fact.presentedDer.length > 0);
    if (isTls) {
      stop();
    }
  };
  const dial = { host, port: usualTlsPort, trustedPem: undefined, timeoutMs: probeMs };
  const channel = await world.network.open(dial, emit, enough.signal);
  signal.removeEventListener("abort", stop);
  channel?.close();
  return isTls;
}
