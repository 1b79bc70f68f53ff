import { readCertificate, type CertificateFacts } from "../core/certificate/read";
import { diagnose } from "../core/connection/diagnose";
import type { DiagnosisFacts } from "../core/connection/diagnoses";
import type { Secured, SessionFact } from "../core/connection/events";
import { parseMqttUrl, type Endpoint } from "../core/connection/options";
import { advance, newSession, type SessionState } from "../core/connection/session";
import { judgeTrust } from "../core/connection/trust";
import { pemTextOf, readPem, writePem } from "../core/keystore/pem";
import { isUnsafePrefix } from "../core/profile/prefixes";
import { fail, ok, type Result } from "../core/result";
import { folderOf, join, nameOf } from "./paths";
import { clientIdentity } from "./preflight";
import type { ServerChoice } from "./testConnection";
import type { FileFailure, World } from "./world";

/** Which server is to be looked at, and for which device. */
export interface FetchRequest {
  readonly server: ServerChoice;
  /** Absolute path of the properties file whose trust is compared and may be saved; absent: the server is only looked at. */
  readonly propertiesPath?: string;
  /** Bound of each phase. */
  readonly timeoutMs: number;
}

/** What is known of a server here, apart from what it shows: a file on disk today. */
export interface KnownCertificates {
  readonly source: "file";
  /** Absolute path. */
  readonly path: string;
  /** Those that could be read, in the file's order. */
  readonly certificates: readonly CertificateFacts[];
}

/** Where what was fetched would be saved. */
export interface FetchTarget {
  /** Absolute path: `S.pub.pem`, or the server's `caFile` where that is not there yet. */
  readonly path: string;
  /** `same`: it holds the server's certificate already; `other`: it holds something else, which would be replaced. */
  readonly state: "absent" | "same" | "other";
}

/** What a server shows, beside what is known of it. */
export interface FetchedServerCertificate {
  readonly server: ServerChoice;
  /** Leaf first, at least that. */
  readonly chain: readonly CertificateFacts[];
  /** The server's own certificate, DER: it alone is saved. */
  readonly leafDer: Uint8Array;
  /** Where it came from decides nothing: a reader compares fingerprints. */
  readonly known: readonly KnownCertificates[];
  /** What its REST API offers for download as its own, leaf first; absent where it was not asked or has none. */
  readonly downloaded?: readonly CertificateFacts[];
  readonly target?: FetchTarget;
  /** The server's `caFile`, where it decides alone and what is saved would not be looked at. */
  readonly decidingFile?: string;
  /** Why a device would refuse the server even if its certificate were trusted: its dates, its names, its purpose. */
  readonly refusal?: DiagnosisFacts;
}

/** What was saved. */
export interface SavedServerCertificate {
  /** Absolute path. */
  readonly path: string;
  /** Where the file is kept that it replaced: absolute path. */
  readonly backup?: string;
}

type FetchWorld = Pick<World, "files" | "clock" | "machine" | "network">;

/**
 * Connects without trust and without a client certificate, and gives what the server shows, beside what is known of it. A
 * server that refuses us afterwards has shown its certificate by then. Nothing is written. Undefined when the signal aborted it.
 */
export async function fetchServerCertificate(
  request: FetchRequest,
  world: FetchWorld,
  signal: AbortSignal,
): Promise<Result<FetchedServerCertificate, DiagnosisFacts> | undefined> {
  const { server } = request;
  const endpoint = parseMqttUrl(server.mqttUrl);
  if (!endpoint.ok) {
    const { code, reason } = endpoint.failure;
    return fail({ code, facts: { mqttUrl: server.mqttUrl, reason } });
  }
  const local = await localTrust(request, world);
  if (!local.ok) {
    return local;
  }
  const presented = await presentedBy(endpoint.value, request.timeoutMs, { ...world, signal });
  if (presented?.ok !== true) {
    return presented;
  }
  const [leafDer] = presented.value.presentedDer;
  const chain = presented.value.presentedDer.flatMap(factsOf);
  const leaf = leafDer === undefined ? undefined : factsOf(leafDer)[0];
  if (leafDer === undefined || leaf === undefined) {
    return fail({ code: "server-cert-untrusted", facts: { reason: "unreadable" } });
  }
  const refusal = refusalOf(leafDer, { host: endpoint.value.host, now: world.clock() });
  return ok({ server, chain, leafDer, ...compared(leaf, local.value), ...(refusal && { refusal }) });
}

/**
 * Saves the server's own certificate where the device looks for it, with mode 0644, whole or not at all. What was there goes
 * to `backup/` first. Only for what the person has confirmed: whoever saves trusts.
 */
export async function saveServerCertificate(
  { leafDer, target }: { readonly leafDer: Uint8Array; readonly target: FetchTarget },
  world: Pick<World, "files" | "clock">,
): Promise<Result<SavedServerCertificate, FileFailure>> {
  const { path } = target;
  // What a link leads to is not the device's: it is neither copied to its backup/ nor replaced.
  const link = await world.files.isLink(path);
  if (!link.ok || link.value) {
    return link.ok ? fail({ code: "file-not-regular", path }) : link;
  }
  const kept = await keepOld(path, world);
  if (!kept.ok) {
    return kept;
  }
  const bytes = new TextEncoder().encode(writePem("CERTIFICATE", leafDer));
  const written = await world.files.replace(path, bytes, publicMode);
  if (!written.ok) {
    return written;
  }
  return ok(kept.value === undefined ? { path } : { path, backup: kept.value });
}

const publicMode = 0o644;

/** Copies what is there to `backup/`, in a folder that no bundle's backup is named like; gives the copy's path. */
async function keepOld(
  path: string,
  { files, clock }: Pick<World, "files" | "clock">,
): Promise<Result<string | undefined, FileFailure>> {
  const old = await files.read(path);
  if (!old.ok) {
    return old.failure.code === "file-not-found" ? ok(undefined) : old;
  }
  const time = clock()
    .toISOString()
    .replace(/[-:]|\.\d+/g, "");
  const name = nameOf(path);
  const base = join(join(folderOf(path), "backup"), `${name.replace(/\.pem$/, "")}-${time}`);
  for (const copy of [base, `${base}-2`, `${base}-3`]) {
    const kept = await files.create(join(copy, name), old.value, publicMode);
    if (kept.ok || kept.failure.code !== "file-exists") {
      return kept.ok ? ok(join(copy, name)) : kept;
    }
  }
  return fail({ code: "file-exists", path: base });
}

/** The files that decide whom the device trusts. */
interface LocalTrust {
  readonly known: readonly KnownCertificates[];
  readonly targetPath?: string;
  readonly decidingFile?: string;
}

async function localTrust(
  { server, propertiesPath }: FetchRequest,
  world: Pick<World, "files" | "machine">,
): Promise<Result<LocalTrust, DiagnosisFacts>> {
  const configured = server.caFile === undefined ? undefined : await knownIn(server.caFile, world);
  const deciding = configured === undefined ? {} : { decidingFile: configured.path };
  const first = configured === undefined ? [] : [configured];
  if (propertiesPath === undefined) {
    return ok({ known: first, ...deciding });
  }
  const identity = await clientIdentity(propertiesPath, world);
  if (!identity.ok) {
    return identity;
  }
  const { filePrefix } = identity.value.peer;
  if (isUnsafePrefix(filePrefix)) {
    return fail({
      code: "properties-invalid",
      facts: { path: propertiesPath, reason: "problems", problems: "prefix-unsafe" },
    });
  }
  // A caFile that is set and missing is what the device looks for; one that is there may hold the CA of others, too.
  const isToBeMade = server.caFile !== undefined && configured === undefined;
  const targetPath = isToBeMade ? server.caFile : join(folderOf(propertiesPath), `${filePrefix}.pub.pem`);
  const own = await knownIn(targetPath, world);
  return ok({ known: own === undefined ? first : [...first, own], targetPath, ...deciding });
}

/** What a file holds; undefined where there is none. */
async function knownIn(
  path: string,
  { files }: Pick<World, "files">,
): Promise<KnownCertificates | undefined> {
  const read = await files.read(path);
  if (!read.ok) {
    return read.failure.code === "file-not-found" ? undefined : { source: "file", path, certificates: [] };
  }
  const { blocks } = readPem(pemTextOf(read.value));
  const certificates = blocks.filter(({ label }) => label === "CERTIFICATE");
  return { source: "file", path, certificates: certificates.flatMap(({ der }) => factsOf(der)) };
}

function compared(
  leaf: CertificateFacts,
  { known, targetPath, decidingFile }: LocalTrust,
): Pick<FetchedServerCertificate, "known" | "target" | "decidingFile"> {
  const deciding = decidingFile === undefined ? {} : { decidingFile };
  if (targetPath === undefined) {
    return { known, ...deciding };
  }
  const there = known.find(({ path }) => path === targetPath);
  const isSame = there?.certificates.some(({ fingerprint256 }) => fingerprint256 === leaf.fingerprint256);
  const state = there === undefined ? "absent" : isSame === true ? "same" : "other";
  return { known, target: { path: targetPath, state }, ...deciding };
}

interface Dialling extends Pick<World, "network" | "clock"> {
  readonly signal: AbortSignal;
}

/** What a server presented, in a handshake that was completed or in one that it broke off after that. */
async function presentedBy(
  endpoint: Endpoint,
  timeoutMs: number,
  { network, clock, signal }: Dialling,
): Promise<Result<Pick<Secured, "presentedDer">, DiagnosisFacts> | undefined> {
  let state: SessionState = newSession;
  const emit = (fact: SessionFact): void => {
    state = advance(state, { atMs: clock().getTime(), ...fact });
  };
  const channel = await network.open({ ...endpoint, trustedPem: undefined, timeoutMs }, emit, signal);
  channel?.close();
  if (signal.aborted) {
    return undefined;
  }
  const { ending, secured } = state;
  const shown = secured ?? (ending?.kind === "tlsFailed" ? ending : undefined);
  if (shown !== undefined && shown.presentedDer.length > 0) {
    return ok(shown);
  }
  return fail(diagnose(state) ?? { code: "tls-closed", facts: {} });
}

interface RefusalTerms {
  readonly host: string;
  readonly now: Date;
}

/** Judges the leaf as if it were trusted: what is then left against it, saving it does not cure. */
function refusalOf(leafDer: Uint8Array, { host, now }: RefusalTerms): DiagnosisFacts | undefined {
  const verdict = judgeTrust(
    { presentedDer: [leafDer], protocol: "TLSv1.3" },
    { host, now, anchorsDer: [leafDer], expiryWarningDays: 0 },
  );
  return verdict.trusted ? undefined : { code: verdict.code, facts: verdict.facts };
}

function factsOf(der: Uint8Array): readonly CertificateFacts[] {
  const read = readCertificate(der);
  return read.ok ? [read.value] : [];
}
