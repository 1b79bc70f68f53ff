import type { KeyPair } from "../core/certificate/issued";
import type { ProbeQuestion } from "../core/connection/probed";
import type { SessionFact } from "../core/connection/events";
import type { ServerFlight } from "../core/connection/serverFlight";
import type { FleetTerms, MadeDevice, PlannedDevice } from "../core/fleet/device";
import type { KeyAlgorithm } from "../core/identity/identity";
import type { Bundle, BundleFile } from "../core/keystore/bundle";
import type { MachineNames } from "../core/profile/profile";
import type { Result } from "../core/result";
import type { ServerPacket } from "../core/testServer/packets";
import type { RestResponse } from "../core/testServer/restMessages";
import type { ServerInput } from "../core/testServer/server";
import type { Wake } from "../core/testServer/state";

/** Everything outside the program, as ports. Flows take the slice that they need: `Pick<World, "files">`. */
export interface World {
  readonly files: Files;
  readonly git: Git;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly machine: MachineNames;
  readonly network: Network;
  readonly mqtt: Mqtt;
  readonly http: Http;
  readonly testServers: TestServers;
  readonly spools: Spools;
  readonly secrets: Secrets;
  readonly pause: Pause;
  readonly wait: Wait;
  /** Absent where there is one thread for everything. */
  readonly crews?: Crews;
}

/** Tells the time. */
export type Clock = () => Date;

/** Lets the event loop do what else there is, for those who compute long. */
export type Pause = () => Promise<void>;

/** Resolves after so many milliseconds, and at once when the signal is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** The source of everything unpredictable. */
export interface Entropy {
  /** Gives `lengthBytes` cryptographically strong random bytes. */
  bytes(lengthBytes: number): Uint8Array;
  /** Generates a key pair off the main thread. Undefined when the signal aborted it. */
  keyPair(algorithm: KeyAlgorithm, signal: AbortSignal): Promise<KeyPair | undefined>;
}

/** Why a file could not be read or written. `path` is absolute; `cause` is the system's code, for the log. */
export interface FileFailure {
  readonly code:
    | "file-not-found"
    | "file-permission-denied"
    | "file-read-only"
    | "file-exists"
    | "file-not-regular"
    | "file-too-large"
    | "file-name-too-long"
    | "file-busy"
    | "disk-full"
    | "file-io";
  readonly path: string;
  readonly cause?: string;
}

/** The keyring of this machine keeps nothing. */
export interface SecretsFailure {
  readonly code: "secrets-unavailable";
}

/** What only the person may know, in the keyring of the machine and nowhere else. */
export interface Secrets {
  /** Undefined where there is none, or no keyring. */
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<Result<void, SecretsFailure>>;
  delete(name: string): Promise<void>;
}

/** A file's stamp: changed content means a changed stamp. */
export interface FileStamp {
  readonly sizeBytes: number;
  /** Milliseconds since 1970 UTC. */
  readonly modifiedMs: number;
  /** POSIX permission bits. */
  readonly mode: number;
  /** What the file system calls the file: replacing it makes another of it. Absent where it has no such name. */
  readonly fileId?: number;
}

/** What writing a bundle left behind. */
export interface BundleWritten {
  /** Absolute paths, in the bundle's order. */
  readonly files: readonly string[];
  /** The folder that holds the bundle replaced by this one. */
  readonly backupFolder?: string;
}

/** Files of the machine that the workspace is on. All paths are absolute. */
export interface Files {
  /** Reads a whole regular file; refuses one of more than `maxBytes` (default 16 MiB) without reading it. */
  read(path: string, maxBytes?: number): Promise<Result<Uint8Array, FileFailure>>;
  /** Reads a regular file of any size piece by piece; ends after a failure. */
  pieces(path: string): AsyncIterable<Result<Uint8Array, FileFailure>>;
  stamp(path: string): Promise<Result<FileStamp, FileFailure>>;
  /** Tells whether what lies at a path is a link; false where nothing does. */
  isLink(path: string): Promise<Result<boolean, FileFailure>>;
  /** Gives the names of all that lies directly in a folder, sorted. What is no folder is `file-not-regular`. */
  list(folder: string): Promise<Result<readonly string[], FileFailure>>;
  /** Writes a file that must not exist yet, atomically; makes its folder. */
  create(path: string, bytes: Uint8Array, mode: number): Promise<Result<void, FileFailure>>;
  /** Replaces a file atomically: a crash leaves the old or the new one, whole. A link is `file-not-regular`. */
  replace(path: string, bytes: Uint8Array, mode: number): Promise<Result<void, FileFailure>>;
  /**
   * Writes all files of a bundle or none. With `overwrite` false an existing file is `file-exists`; with true the
   * old bundle is kept whole in `<folder>/backup/<prefix>-<UTC time>/`. `now` names that folder.
   * A crash between any two steps leaves the old bundle whole, or whole again after `recoverBundle`.
   */
  writeBundle(
    folder: string,
    bundle: Bundle,
    options: { readonly overwrite: boolean; readonly now: Date },
  ): Promise<Result<BundleWritten, FileFailure>>;
  /**
   * Makes a folder that must not be there yet, with a bundle and what lies beside it: whole, or not at all, whatever
   * happens. Those that are asked for meanwhile are put through to the disk together. What has its name is `file-exists`.
   */
  createFolder(
    folder: string,
    bundle: Bundle,
    beside: readonly BundleFile[],
  ): Promise<Result<void, FileFailure>>;
  /** Puts the old bundle back where a crash interrupted `writeBundle`; does nothing otherwise. */
  recoverBundle(
    folder: string,
    prefix: string,
  ): Promise<Result<{ readonly recovered: boolean }, FileFailure>>;
}

/** Threads that make the devices of a fleet. */
export interface Crew {
  /** Has a device made by the thread that has least to do. */
  make(device: PlannedDevice): Promise<MadeDevice>;
  /** Ends the threads. */
  dismiss(): Promise<void>;
}

/** Threads of this process: what computes long is done there, so that this one stays free for others. */
export interface Crews {
  /** When the signal aborts, a device that is being made is made whole or not at all, and no other is begun. */
  hire(terms: FleetTerms, threads: number, signal: AbortSignal): Promise<Crew>;
}

/**
 * What git knows of a folder. It only asks: nothing of a repository is changed, no network is used, and no program that
 * a repository's settings name is run. Undefined where the folder is in no work tree, or there is no git that would
 * answer.
 */
export interface Git {
  /** Paths that git's index holds, from the folder with `/` between, of those that one of git's `glob` patterns matches. */
  tracked(folder: string, globs: readonly string[]): Promise<readonly string[] | undefined>;
  /** Those of some paths below the folder that no rule has git ignore, tracked or not, there or not. */
  unignored(folder: string, paths: readonly string[]): Promise<readonly string[] | undefined>;
  /** The absolute path of the file that changes with what is tracked. */
  indexOf(folder: string): Promise<string | undefined>;
}

/** Tells a session what happened; the port's owner adds the time. */
export type Emit = (fact: SessionFact) => void;

/** A client certificate with its key, as the TLS layer takes them. */
export interface ClientMaterial {
  /** Client certificate chain, PEM, leaf first. */
  readonly certificatePem: string;
  /** Private key, unencrypted PEM: it goes to the TLS layer and nowhere else. */
  readonly privateKeyPem: string;
}

/** Where to dial and what to show there. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** What to show there; absent: connect without a client certificate. */
  readonly client?: ClientMaterial;
  /** Trust anchors, PEM; undefined means the platform's own. */
  readonly trustedPem: readonly string[] | undefined;
  /** Bound of each phase. */
  readonly timeoutMs: number;
}

/** A TLS connection that is up. Whoever holds it closes it. */
export interface SecureChannel {
  /** A `node:stream` Duplex, opaque outside io/. */
  readonly stream: unknown;
  /** The first error of the socket, also one that came after the handshake (a TLS 1.3 client-certificate alert). */
  errorCode(): string | undefined;
  close(): void;
}

/** DNS, TCP and TLS. */
export interface Network {
  /**
   * Emits every step; undefined when one failed, which the last emitted fact tells, or when the signal aborted.
   * `secured` proves encryption alone: whether the chain is to be trusted is `core/connection/trust.ts`'s to say,
   * and nothing is written to the channel before.
   */
  open(dial: Dial, emit: Emit, signal: AbortSignal): Promise<SecureChannel | undefined>;
  /**
   * Asks a server one more question on a connection of its own, which is closed at once: no certificate is shown, no MQTT
   * is said. Undefined where it said nothing that can be read, and when the signal aborted. Absent where nothing is to be
   * asked.
   */
  readonly probe?: (target: ProbeTarget, signal: AbortSignal) => Promise<ServerFlight | undefined>;
  /** Gives the anchors that hold where `trustedPem` is undefined, DER; absent where they are not known. */
  readonly platformAnchors?: () => Promise<readonly Uint8Array[]>;
}

/** Whom to ask what. */
export interface ProbeTarget {
  /** An address, as it was reached before. */
  readonly address: string;
  readonly port: number;
  /** The host as it was dialled. */
  readonly host: string;
  readonly question: ProbeQuestion;
  /** Bound of the whole question. */
  readonly timeoutMs: number;
}

/** How to introduce ourselves to the broker. */
export interface MqttHello {
  readonly protocolVersion: 4 | 5;
  readonly clientId: string;
  readonly keepaliveSeconds: number;
  readonly timeoutMs: number;
  /** Asked after each piece that came: while its promise is pending nothing is read, and the broker has to wait. */
  readonly ready?: () => Promise<void> | undefined;
}

/** An MQTT session that the broker accepted. Everything that happens later is emitted too, until `closed`. */
export interface Conversation {
  /** Subscribes with QoS 1; emits `subscribing`, then `subscribed`, `timedOut` or `closed`. True when every topic was granted. */
  subscribe(topics: readonly string[]): Promise<boolean>;
  /** Publishes; emits `published`, and `acknowledged` for QoS 1 and 2, or `timedOut` / `closed`. True when it arrived. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1 | 2): Promise<boolean>;
  /** Sends a PINGREQ at once; where nothing answers it in time, closes and emits `closed`. True when it was answered. */
  check(): Promise<boolean>;
  /** Sends DISCONNECT and closes; emits `closed` by us. */
  disconnect(): Promise<void>;
}

/** MQTT 3.1.1 and 5 over a channel that the Network port opened. */
export interface Mqtt {
  /** Emits `mqttConnecting`, then `accepted`, `refused`, `notMqtt`, `timedOut` or `closed`. */
  converse(
    channel: SecureChannel,
    hello: MqttHello,
    emit: Emit,
    signal: AbortSignal,
  ): Promise<Conversation | undefined>;
}

/** One HTTP request. Redirects are not followed. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** `http:` or `https:`, whole. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Trust anchors, PEM, for `https:`; undefined means the platform's own. */
  readonly trustedPem: readonly string[] | undefined;
  /** Bound of the whole exchange. */
  readonly timeoutMs: number;
  /** A longer body is not read to its end. */
  readonly maxBytes: number;
  /** So long is waited before it goes out, besides the bound. */
  readonly delayMs?: number;
}

/** One HTTP response. */
export interface HttpResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why no response came. `cause` is the system's or the TLS layer's code; `proxy` is its host and port, without who asks. */
export type HttpFailure =
  | {
      readonly code: "http-unreachable" | "http-timeout" | "http-too-large" | "http-broken-off";
      readonly cause?: string;
    }
  /** `presentedDer`: the chain that the server showed, leaf first, where it came to that. */
  | { readonly code: "http-tls"; readonly cause?: string; readonly presentedDer?: readonly Uint8Array[] }
  /** Nothing was sent to the server. */
  | { readonly code: "http-proxy-unreachable"; readonly proxy: string; readonly cause?: string }
  /** The proxy wants to know who asks, or does not take who does (407). */
  | { readonly code: "http-proxy-unauthorized"; readonly proxy: string }
  /** The proxy made no connection to the server (CONNECT, RFC 9110 §9.3.6). */
  | { readonly code: "http-proxy-refused"; readonly proxy: string; readonly status: number }
  | { readonly code: "cancelled" };

/** HTTP and HTTPS, through the proxy that VS Code's settings name. */
export interface Http {
  send(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpResponse, HttpFailure>>;
}

/** What a spool holds, and what it could not. */
export interface SpoolState {
  /** Records that can still be read, or wait to be written. */
  readonly kept: number;
  /** Records that were given up: the oldest beyond the limit, and what could not be written. */
  readonly cut: number;
  /** Why nothing more is written. */
  readonly failure?: FileFailure;
}

/** A file of records that grows by its end, and beyond its limit loses its beginning. Mode 0600. */
export interface Spool {
  /** Appends a block of whole records, which is the spool's own from then on. */
  append(block: Uint8Array, records: number): void;
  /** Pending while more waits to be written than memory should hold; undefined otherwise. */
  ready(): Promise<void> | undefined;
  state(): SpoolState;
  /**
   * Writes all that was appended so far into a file, piece by piece through `convert`, atomically and with mode 0600; an
   * existing file is replaced. What is appended meanwhile goes on.
   */
  copyTo(path: string, convert: (piece: Uint8Array) => string): Promise<Result<SpoolState, FileFailure>>;
  /** Deletes it. */
  remove(): Promise<void>;
}

/** Spools of this program: what one that has ended left in the folder is removed. */
export interface Spools {
  open(folder: string, limitBytes: number): Promise<Spool>;
}

/** Where the Local Test Server listens and what it shows there. Port 0 is any free one. */
export interface TestServerPlace {
  readonly mqttPort: number;
  readonly restPort: number;
  /** Server certificate chain, PEM, leaf first. */
  readonly certificatePem: string;
  /** Private key, unencrypted PEM: it goes to the TLS layer and nowhere else. */
  readonly privateKeyPem: string;
}

/** Why a port could not be listened on. `cause` is the system's code, for the log. */
export interface ListenFailure {
  readonly code: "port-taken" | "port-not-permitted" | "port-unusable";
  readonly port: number;
  readonly cause?: string;
}

/** The two listening ports of the Local Test Server. All sending is after what was sent before. */
export interface OpenTestServer {
  readonly mqttPort: number;
  readonly restPort: number;
  send(connection: number, packet: ServerPacket): void;
  /** Closes a connection after what was sent. */
  end(connection: number): void;
  /** From now on reports a connection that was silent for so long. */
  limitSilence(connection: number, limitMs: number): void;
  respond(request: number, response: RestResponse): void;
  /** Reports `woke` once, unless the server was closed by then. */
  wake(afterMs: number, wake: Wake): void;
  /** Closes both ports and everything on them; nothing is reported afterwards. */
  close(): Promise<void>;
}

/** MQTT over TLS and REST over HTTP, both on 127.0.0.1 alone. What to answer is `core/testServer`'s to say. */
export interface TestServers {
  /** Nothing is reported before this resolves. */
  open(
    place: TestServerPlace,
    report: (input: ServerInput) => void,
  ): Promise<Result<OpenTestServer, ListenFailure>>;
}
