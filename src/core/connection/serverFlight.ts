import { decodeDer } from "../certificate/forge";
import { readName } from "../certificate/distinguishedName";
import { openHandshakeRecords } from "./tls13Flight";
import { messagesOf, recordsOf, recordTypes, tlsReader, type HandshakeMessage } from "./tlsReader";

/** What a server's first flight says. */
export interface ServerFlight {
  /** The version that it chose: `TLSv1.2`, `TLSv1.3`, or an older one; absent where no ServerHello came. */
  readonly protocol?: string;
  /** The cipher suite that it chose: IANA's number, four hex digits. */
  readonly suiteHex?: string;
  /** Whether it asked for a client certificate; absent where that part could not be read. */
  readonly isAsking?: boolean;
  /** Whose certificates it takes, RFC 4514 text; empty where it asks and names nobody. */
  readonly acceptedIssuers?: readonly string[];
}

/** Handshake types (RFC 8446 §4, RFC 5246 §7.4). */
const types = { serverHello: 2, certificateRequest: 13, serverHelloDone: 14, finished: 20 };

/**
 * Reads what a server sent, from its first byte on. `secret` opens what TLS 1.3 encrypts of it; without it, or for a cipher
 * suite that is not AES-GCM, only the ServerHello is told. Nothing is verified: the TLS library did.
 */
export function readServerFlight(sent: Uint8Array, secret?: Uint8Array): ServerFlight {
  const records = recordsOf(sent);
  const firstHidden = records.findIndex(
    ({ type }) => type === recordTypes.applicationData || type === recordTypes.alert,
  );
  const open = firstHidden < 0 ? records : records.slice(0, firstHidden);
  const plain = messagesOf(open.filter(({ type }) => type === recordTypes.handshake).map(({ body }) => body));
  // A HelloRetryRequest is a ServerHello too (RFC 8446 §4.1.4): the last one counts.
  const hello = plain.findLast(({ type }) => type === types.serverHello);
  if (hello === undefined) {
    return {};
  }
  const chosen = readServerHello(hello.body);
  const facts = { protocol: versionNames.get(chosen.version) ?? "unknown", suiteHex: hexOf(chosen.suite) };
  if (chosen.version < 0x0304) {
    // Before TLS 1.2 the request has another layout, and there is no more to know.
    return chosen.version === 0x0303
      ? { ...facts, ...requestIn(plain, types.serverHelloDone, authorities12) }
      : facts;
  }
  const hidden = records.filter(({ type }) => type === recordTypes.applicationData);
  const opened = secret && openHandshakeRecords(hidden, chosen.suite, secret);
  return opened === undefined
    ? facts
    : { ...facts, ...requestIn(messagesOf(opened), types.finished, authorities13) };
}

const versionNames: ReadonlyMap<number, string> = new Map([
  [0x0300, "SSLv3"],
  [0x0301, "TLSv1"],
  [0x0302, "TLSv1.1"],
  [0x0303, "TLSv1.2"],
  [0x0304, "TLSv1.3"],
]);

function hexOf(suite: number): string {
  return suite.toString(16).padStart(4, "0");
}

/** RFC 8446 §4.1.3; the extension supported_versions (43) stands for the version from TLS 1.3 on. */
function readServerHello(body: Uint8Array): { readonly version: number; readonly suite: number } {
  const reader = tlsReader(body);
  const version = reader.number(2);
  reader.bytes(32);
  reader.vector(1);
  const suite = reader.number(2);
  reader.number(1);
  const supported = extensionIn(reader.vector(2), 43);
  return { version: supported === undefined ? version : tlsReader(supported).number(2), suite };
}

/** Finds the CertificateRequest; that there is none is known when the flight's last message has come. */
function requestIn(
  messages: readonly HandshakeMessage[],
  lastType: number,
  authoritiesOf: (body: Uint8Array) => Uint8Array,
): Pick<ServerFlight, "isAsking" | "acceptedIssuers"> {
  const request = messages.find(({ type }) => type === types.certificateRequest);
  if (request !== undefined) {
    return { isAsking: true, acceptedIssuers: namesIn(authoritiesOf(request.body)) };
  }
  return messages.some(({ type }) => type === lastType) ? { isAsking: false } : {};
}

/** RFC 5246 §7.4.4: types, signature algorithms, authorities. */
function authorities12(body: Uint8Array): Uint8Array {
  const reader = tlsReader(body);
  reader.vector(1);
  reader.vector(2);
  return reader.vector(2);
}

/** RFC 8446 §4.3.2 and §4.2.4: a context, and extensions with certificate_authorities (47) among them. */
function authorities13(body: Uint8Array): Uint8Array {
  const reader = tlsReader(body);
  reader.vector(1);
  const extension = extensionIn(reader.vector(2), 47);
  return extension === undefined ? new Uint8Array() : tlsReader(extension).vector(2);
}

function extensionIn(extensions: Uint8Array, wanted: number): Uint8Array | undefined {
  const reader = tlsReader(extensions);
  while (!reader.isAtEnd()) {
    const type = reader.number(2);
    const value = reader.vector(2);
    if (type === wanted) {
      return value;
    }
  }
  return undefined;
}

function namesIn(authorities: Uint8Array): readonly string[] {
  const reader = tlsReader(authorities);
  const names: string[] = [];
  while (!reader.isAtEnd()) {
    const decoded = decodeDer(reader.vector(2));
    const name = decoded.ok ? readName(decoded.value) : undefined;
    if (name !== undefined) {
      names.push(name.text);
    }
  }
  return names;
}
