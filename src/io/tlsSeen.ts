import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { wasAskedForCertificate, wasCertificateShown } from "../core/connection/clientFlight";
import type { Secured } from "../core/connection/events";

/** What the handshake has shown so far, also where it is not completed. */
export interface Seen {
  presentedDer: readonly Uint8Array[];
  certificateRequested?: boolean;
  /** How much the client had sent when the server's first flight was read. */
  helloBytes?: number;
  /** How long our certificate is, DER; absent where there is none to show. */
  readonly certificateBytes?: number;
}

/** What the handshake proved. TLS 1.3 tells its end before the client's last bytes are written: they are in a moment. */
export async function provenBy(socket: TLSSocket, tcp: Socket, seen: Seen): Promise<Secured> {
  look(socket, seen);
  const facts = securedFacts(socket, seen);
  await new Promise((resolve) => setImmediate(resolve));
  const { helloBytes } = seen;
  if (helloBytes === undefined) {
    return facts;
  }
  const counted = {
    ...facts,
    clientFlightBytes: tcp.bytesWritten - helloBytes,
    ...certificateShownIn(seen, tcp),
  };
  const certificateRequested = facts.certificateRequested ?? wasAskedForCertificate(counted);
  return certificateRequested === undefined ? counted : { ...counted, certificateRequested };
}

function securedFacts(socket: TLSSocket, seen: Seen): Secured {
  const facts = {
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().standardName,
    ...shownIn(seen),
  };
  // Typed as an Error, in fact the code of X509_verify_cert_error_string as a string.
  const verification: unknown = socket.authorizationError;
  return typeof verification === "string" ? { ...facts, authorizationError: verification } : facts;
}

/** What of it a failed handshake tells too. */
export function shownIn({
  presentedDer,
  certificateRequested,
}: Seen): Pick<Secured, "presentedDer" | "certificateRequested"> {
  return certificateRequested === undefined ? { presentedDer } : { presentedDer, certificateRequested };
}

/** Whether our certificate was in what was sent after the server's first flight. */
export function certificateShownIn(
  { helloBytes, certificateBytes }: Seen,
  tcp: Socket,
): Pick<Secured, "certificateShown"> {
  const flightBytes = helloBytes === undefined ? undefined : tcp.bytesWritten - helloBytes;
  const certificateShown = wasCertificateShown(flightBytes, certificateBytes);
  return certificateShown === undefined ? {} : { certificateShown };
}

/** Reads the presented chain once: Node takes the certificates that it hands out away from the connection. */
export function look(socket: TLSSocket, seen: Seen): void {
  if (seen.presentedDer.length === 0) {
    seen.presentedDer = presentedBy(socket);
  }
  const requested = wasAsked(socket);
  if (requested !== undefined) {
    seen.certificateRequested = requested;
  }
}

/** What nobody needs: a longer chain than this is cut off. */
const longestChain = 16;

function presentedBy(socket: TLSSocket): readonly Uint8Array[] {
  const presentedDer: Uint8Array[] = [];
  let one = socket.getPeerX509Certificate();
  while (one !== undefined && presentedDer.length < longestChain) {
    presentedDer.push(one.raw);
    one = one.issuerCertificate;
  }
  return presentedDer;
}

/**
 * A client shares signature algorithms with a server only where that sent a CertificateRequest (RFC 8446 §4.3.2).
 * BoringSSL keeps no such list: there an empty one says nothing.
 */
function wasAsked(socket: TLSSocket): boolean | undefined {
  if (socket.getSharedSigalgs().length > 0) {
    return true;
  }
  const isOpenSsl =
    Number.parseInt(process.versions.openssl, 10) >= 3 && process.versions["electron"] === undefined;
  return isOpenSsl ? false : undefined;
}
