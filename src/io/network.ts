import { X509Certificate } from "node:crypto";
import { lookup } from "node:dns";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { TlsFailed } from "../core/connection/events";
import { tlsCauseOf } from "../core/connection/tlsErrors";
import type { Dial, Emit, Network, SecureChannel } from "../flows/world";
import { bounded } from "./bounded";
import { askPlainly } from "./plainQuestion";
import { platformAnchors } from "./platformAnchors";
import { probe } from "./probe";
import { certificateShownIn, look, provenBy, shownIn, type Seen } from "./tlsSeen";

/**
 * DNS, TCP and TLS through Node. Every wait is bounded by `dial.timeoutMs`, and what is not handed out is closed.
 * `anchors` are those of the platform.
 */
export function nodeNetwork(anchors = platformAnchors): Network {
  return { open, probe, platformAnchors: anchors };
}

async function open(dial: Dial, emit: Emit, signal: AbortSignal): Promise<SecureChannel | undefined> {
  const addresses = await resolve(dial, emit, signal);
  const tcp = addresses && (await connectAny(addresses, dial, { emit, signal }));
  if (tcp === undefined) {
    return undefined;
  }
  return secure(tcp, dial, { emit, signal });
}

interface Watch {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** All addresses of the host, in the system's order; a literal is its own. `getaddrinfo` cannot be stopped, only left. */
function resolve(dial: Dial, emit: Emit, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { host, timeoutMs } = dial;
  emit({ kind: "resolving", host });
  return bounded<readonly string[]>(timeoutMs, signal, {
    start: (done) => {
      lookup(host, { all: true, verbatim: true }, (error, found) => {
        if (error) {
          done(undefined, () => {
            emit({ kind: "resolveFailed", host, errorCode: error.code ?? "unknown" });
          });
          return;
        }
        const addresses = found.map((one) => one.address);
        done(addresses, () => {
          emit({ kind: "resolved", host, addresses });
        });
      });
    },
    late: () => {
      emit({ kind: "timedOut", phase: "dns", afterMs: timeoutMs });
    },
  });
}

/** Tries one address after the other; each gets its share of the time that is left. */
async function connectAny(
  addresses: readonly string[],
  dial: Dial,
  { emit, signal }: Watch,
): Promise<Socket | undefined> {
  const deadlineMs = performance.now() + dial.timeoutMs;
  for (const [index, address] of addresses.entries()) {
    const shareMs = (deadlineMs - performance.now()) / (addresses.length - index);
    emit({ kind: "connecting", address, port: dial.port });
    const socket = await connectOne(address, { ...dial, timeoutMs: Math.max(1, shareMs) }, { emit, signal });
    if (socket !== undefined || signal.aborted) {
      return socket;
    }
  }
  return undefined;
}

function connectOne(
  address: string,
  { port, timeoutMs }: Dial,
  { emit, signal }: Watch,
): Promise<Socket | undefined> {
  // Packets are small and each waits for the answer to the one before: Nagle's delay would come on top of every one.
  const socket = connectTcp({ host: address, port, noDelay: true });
  const failed = (errorCode: string): void => {
    socket.destroy();
    emit({ kind: "connectFailed", address, port, errorCode });
  };
  // Whatever the socket says after its fate is known, an error without listener would end the program.
  socket.on("error", () => undefined);
  return bounded<Socket>(timeoutMs, signal, {
    start: (done) => {
      socket.once("connect", () => {
        done(socket, () => {
          emit({ kind: "connected", address, port });
        });
      });
      socket.once("error", (error) => {
        done(undefined, () => {
          failed(errorCodeOf(error));
        });
      });
    },
    late: () => {
      failed("ETIMEDOUT");
    },
    abandoned: () => socket.destroy(),
  });
}

/** How long to wait for a TLS 1.3 server's verdict on our certificate: so many handshakes, within these bounds. */
const verdict = { handshakes: 3, leastMs: 1_000, mostMs: 3_000 };

/** TLS over a connected socket. */
async function secure(tcp: Socket, dial: Dial, { emit, signal }: Watch): Promise<SecureChannel | undefined> {
  emit({ kind: "securing", serverName: dial.host });
  const startedMs = performance.now();
  const socket = startTls(tcp, dial);
  if (typeof socket === "string") {
    tcp.destroy();
    emit({ kind: "tlsFailed", errorCode: socket, receivedBytes: 0, presentedDer: [] });
    return undefined;
  }
  const channel = channelOf(socket, tcp);
  const judged = verdictOf(socket);
  const seen: Seen = { presentedDer: [], ...ownBytes(dial) };
  // Comes when the server's first flight is read, before our certificate is judged: all that a failed handshake shows.
  socket.once("OCSPResponse", () => {
    look(socket, seen);
    seen.helloBytes = tcp.bytesWritten;
  });
  const failure = await handshake(socket, tcp, { timeoutMs: dial.timeoutMs, signal, seen });
  if (failure === "secured") {
    const handshakeMs = performance.now() - startedMs;
    const proven = await provenBy(socket, tcp, seen);
    emit({ kind: "secured", ...proven });
    const waitMs = Math.min(Math.max(verdict.handshakes * handshakeMs, verdict.leastMs), verdict.mostMs);
    const { certificateRequested } = proven;
    const settling = { emit, signal, judged, waitMs: Math.min(waitMs, dial.timeoutMs), certificateRequested };
    return settled(socket, channel, settling);
  }
  channel.close();
  if (failure === "late") {
    await tellLate(tcp, dial, { emit, signal });
  } else if (failure !== undefined) {
    emit({ kind: "tlsFailed", ...failure, ...(await plainAnswer(tcp, failure, { dial, signal })) });
  }
  return undefined;
}

/** How long our own certificate is, DER. */
function ownBytes({ client }: Dial): Pick<Seen, "certificateBytes"> {
  return client === undefined
    ? {}
    : { certificateBytes: new X509Certificate(client.certificatePem).raw.length };
}

/** Begins the handshake; an error code where the material itself is refused, which Node throws at once. */
function startTls(tcp: Socket, dial: Dial): TLSSocket | string {
  try {
    return connectTls(tlsOptionsOf(tcp, dial));
  } catch (error) {
    // Expected: ERR_OSSL_… for a certificate, key or anchor that OpenSSL does not take.
    if (error instanceof Error && "code" in error && typeof error.code === "string") {
      return error.code;
    }
    throw error;
  }
}

/** What Node takes and its types do not know. */
interface UntypedOptions {
  /** Asks for a stapled answer, so that `OCSPResponse` comes with the server's first flight. */
  readonly requestOCSP: boolean;
  /** An anchor may be an intermediate CA (Node 20.18). */
  readonly allowPartialTrustChain: boolean;
}

function tlsOptionsOf(
  socket: Socket,
  { host, client, trustedPem }: Dial,
): ConnectionOptions & UntypedOptions {
  return {
    socket,
    ...(client && { cert: client.certificatePem, key: client.privateKeyPem }),
    ...(trustedPem && { ca: [...trustedPem] }),
    // RFC 6066 §3: literal addresses are not permitted in the server name extension.
    ...(isIP(host) === 0 && { servername: host }),
    // The chain is judged by core/connection/trust.ts, which can say why; nothing is sent before it has.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    requestOCSP: true,
    allowPartialTrustChain: true,
  };
}

interface Handshake {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly seen: Seen;
}

type HandshakeEnd = "secured" | "late" | TlsFailed | undefined;

/** Waits for the handshake's end; undefined when the signal aborted it. */
async function handshake(
  socket: TLSSocket,
  tcp: Socket,
  { timeoutMs, signal, seen }: Handshake,
): Promise<HandshakeEnd> {
  let end: HandshakeEnd;
  const failed = (error: { errorCode: string; reason?: string }): TlsFailed => ({
    ...error,
    ...shownIn(seen),
    ...certificateShownIn(seen, tcp),
    receivedBytes: tcp.bytesRead,
  });
  await bounded<true>(timeoutMs, signal, {
    start: (done) => {
      const finish = (value: HandshakeEnd): void => {
        done(true, () => (end = value));
      };
      socket.once("secureConnect", () => {
        finish("secured");
      });
      socket.once("error", (error: Error) => {
        finish(failed(tlsErrorOf(error)));
      });
      socket.once("close", () => {
        finish(failed({ errorCode: "CLOSED" }));
      });
    },
    late: () => (end = "late"),
  });
  return end;
}

/** An end without error is Node's own ECONNRESET, which no system call made. */
function tlsErrorOf(error: Error): { errorCode: string; reason?: string } {
  const errorCode = errorCodeOf(error);
  if (errorCode === "ECONNRESET" && !("syscall" in error)) {
    return { errorCode: "CLOSED" };
  }
  return "reason" in error && typeof error.reason === "string"
    ? { errorCode, reason: error.reason }
    : { errorCode };
}

interface Settling extends Watch {
  readonly judged: Promise<void>;
  readonly waitMs: number;
  readonly certificateRequested: boolean | undefined;
}

/**
 * Under TLS 1.3 the client is done before the server has judged its certificate: the verdict takes one more round trip.
 * Waiting for it before a word of MQTT is said proves that a close is about the certificate, and keeps the alert from being
 * lost behind a reset.
 */
async function settled(
  socket: TLSSocket,
  channel: SecureChannel,
  { emit, signal, judged, waitMs, certificateRequested }: Settling,
): Promise<SecureChannel | undefined> {
  if (socket.getProtocol() === "TLSv1.3" && certificateRequested !== false && !socket.destroyed) {
    await bounded<true>(waitMs, signal, {
      start: (done) => {
        void judged.then(() => {
          done(true, () => undefined);
        });
      },
      late: () => undefined,
    });
  }
  if (socket.destroyed && !signal.aborted) {
    const errorCode = channel.errorCode();
    emit({ kind: "closed", by: "peer", ...(errorCode === undefined ? {} : { errorCode }) });
  }
  if (socket.destroyed || signal.aborted) {
    channel.close();
    return undefined;
  }
  return channel;
}

/**
 * Comes with the close, or with a session ticket, which a server sends only when it has taken our certificate (RFC 8446
 * §4.6.1). Most servers send one at once; those that never do (Erlang's, for one) cost the whole wait.
 */
function verdictOf(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    // Told while OpenSSL is reading: a write from here would stall the connection.
    socket.once("session", () => setImmediate(resolve));
    socket.once("close", resolve);
  });
}

function channelOf(socket: TLSSocket, tcp: Socket): SecureChannel {
  let first: string | undefined;
  // Stays for the socket's whole life: a late alert must be known, and must not end the program.
  socket.on("error", (error: Error) => {
    const { errorCode, reason } = tlsErrorOf(error);
    first ??= reason === undefined ? errorCode : `ERR_SSL_${reason.toUpperCase().replaceAll(" ", "_")}`;
  });
  return {
    stream: socket,
    errorCode: () => first,
    close: () => {
      socket.destroy();
      tcp.destroy();
    },
  };
}

/** The head of a record (RFC 8446 §5.1): TLS waits for more than less of it, which may be a whole answer of a stranger's. */
const recordHeadBytes = 5;

async function tellLate(tcp: Socket, dial: Dial, { emit, signal }: Watch): Promise<void> {
  const receivedBytes = tcp.bytesRead;
  const isStranger = receivedBytes > 0 && receivedBytes < recordHeadBytes;
  const failure = { errorCode: "ETIMEDOUT", receivedBytes, presentedDer: [] };
  const answer = isStranger ? await plainAnswer(tcp, failure, { dial, signal }) : {};
  emit(
    answer.firstBytesHex === undefined
      ? { kind: "timedOut", phase: "tls", afterMs: dial.timeoutMs }
      : { kind: "tlsFailed", ...failure, ...answer },
  );
}

/** Asks the port in plain text what it is, where what it said was not TLS, too short for it or nothing at all. */
async function plainAnswer(
  tcp: Socket,
  failure: TlsFailed,
  { dial, signal }: { readonly dial: Dial; readonly signal: AbortSignal },
): Promise<{ firstBytesHex?: string }> {
  const isNotTls = tlsCauseOf(failure.errorCode, failure.reason) === "not-tls";
  const { remoteAddress } = tcp;
  if ((!isNotTls && failure.receivedBytes >= recordHeadBytes) || signal.aborted) {
    return {};
  }
  const firstBytesHex = await askPlainly({ ...dial, host: remoteAddress ?? dial.host }, signal);
  return firstBytesHex === undefined ? {} : { firstBytesHex };
}

function errorCodeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
