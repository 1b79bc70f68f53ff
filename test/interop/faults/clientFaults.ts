// Servers that refuse the client's certificate: each in the words of its own TLS library, under TLS 1.2 and 1.3.
import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import type { Expected } from "../connectionCheck";
import { inDays, networkWithoutCertificate, type Choices } from "../connectionDevice";
import { opensslServer } from "../connectionServers";
import { tlsVersions, type Fault, type Peer, type TlsVersion } from "./fault";
import type { ClientName, Lab } from "./lab";
import { alerting } from "./peers";
import { certificateOf, keyOf, rabbit, stricts } from "./strictServers";

/** Why a client is refused, and what each server's words for it say. */
interface Refusal {
  readonly what: string;
  readonly client: ClientName;
  readonly trust: (lab: Lab) => string;
  readonly isRevocation?: true;
  readonly choices?: Choices;
  readonly code: DiagnosisCode;
  /** Where a server does not say why, what is left, by its name. */
  readonly unless?: Readonly<Record<string, Left>>;
  /** Who takes such a client. */
  readonly without?: Peer;
  readonly facts?: Expected;
}

/** What a server's words leave, and why they leave no more. */
interface Left {
  readonly code: DiagnosisCode;
  readonly why: string;
}

const only = "client-cert-rejected";

/** Node hangs up without a word, GnuTLS and Java have one alert for all of these. */
const wordless: Readonly<Record<string, Left>> = {
  "Node tls": { code: only, why: "Node ends the connection without an alert, whatever it dislikes." },
  "gnutls-serv": { code: only, why: "GnuTLS sends access_denied, whatever it dislikes." },
  Java: { code: only, why: "Java sends certificate_unknown, whatever it dislikes." },
};

/** They name the issuers that they take, ours among them: so much is proven at a refusal without a word. */
const knownIssuer = { acceptedIssuer: "CN=clients-ca", acceptedIssuers: "CN=clients-ca" };

const ours = (lab: Lab): string => lab.clientsCa.certificateFile;

const refusals: readonly Refusal[] = [
  {
    what: "no client certificate",
    client: "good",
    trust: ours,
    choices: { network: networkWithoutCertificate() },
    code: "client-cert-required",
  },
  {
    what: "a client of a CA that it does not know",
    client: "good",
    trust: (lab) => lab.strangersCa.certificateFile,
    code: "client-cert-rejected-unknown-ca",
    facts: { clientSubject: "CN=good", acceptedIssuers: /^(CN=their-ca)?$/ },
  },
  {
    what: "a client certificate that has expired",
    client: "expired",
    trust: ours,
    choices: { clock: () => inDays(-95) },
    code: "client-cert-rejected-expired",
    unless: wordless,
    facts: { clientSubject: "CN=past" },
  },
  {
    what: "a client certificate that is not valid yet",
    client: "future",
    trust: ours,
    choices: { clock: () => inDays(95) },
    code: "client-cert-rejected",
    unless: {
      Erlang: {
        code: "client-cert-rejected-expired",
        why: 'certificate_expired means "expired or not currently valid" (RFC 5246 §7.2.2): both ends of the time.',
      },
    },
  },
  {
    what: "a client certificate on its revocation list",
    client: "revoked",
    trust: ours,
    isRevocation: true,
    code: "client-cert-rejected-revoked",
    unless: wordless,
  },
  {
    what: "a client certificate for signing others",
    client: "signing",
    trust: ours,
    code: "client-cert-rejected",
    without: "Erlang",
    facts: { clientSuspects: "key-usage-unfit" },
  },
];

function refusalFaults(refusal: Refusal): readonly Fault[] {
  const { what, client, trust, isRevocation, choices, code, unless = {}, without, facts } = refusal;
  return stricts
    .filter(([peer]) => peer !== without)
    .flatMap(([peer, serve]) =>
      tlsVersions.map((tls): Fault => {
        const left = unless[peer];
        // mosquitto names nobody (it sets no SSL_CTX_set_client_CA_list).
        const known = (left?.code ?? code) === only && peer !== "mosquitto" ? knownIssuer : {};
        return {
          what,
          peer,
          tls,
          code: left?.code ?? code,
          ...(left && { untold: { cause: code, why: left.why } }),
          facts: { ...facts, ...known },
          serve: (lab) => serve(lab, { tls, trust: trust(lab), ...(isRevocation && { crl: lab.crlFile }) }),
          device: (lab) => lab.clients[client],
          ...(choices && { choices: () => choices }),
        };
      }),
    );
}

const alerts: readonly (readonly [number, string, DiagnosisCode])[] = [
  [42, "bad certificate", "client-cert-rejected"],
  [43, "unsupported certificate", "client-cert-rejected"],
  [44, "certificate revoked", "client-cert-rejected-revoked"],
  [45, "certificate expired", "client-cert-rejected-expired"],
  [46, "certificate unknown", "client-cert-rejected"],
  [48, "unknown CA", "client-cert-rejected-unknown-ca"],
  [49, "access denied", "client-cert-rejected"],
  [116, "certificate required", "client-cert-required"],
];

/** A server that takes no signature of our key's kind: OpenSSL then shows no certificate, as RFC 8446 §4.4.2.3 has it. */
function unfitKey(tls: TlsVersion): Fault {
  return {
    what: "RSA signatures alone, and ours is EC",
    peer: "openssl s_server",
    tls,
    code: "client-cert-required",
    facts: { acceptedIssuers: "CN=clients-ca" },
    serve: (lab) =>
      opensslServer([
        ...["-cert", certificateOf(lab), "-key", keyOf(lab), tls === "TLSv1.2" ? "-tls1_2" : "-tls1_3"],
        ...["-CAfile", ours(lab), "-Verify", "2", "-verify_return_error"],
        ...["-client_sigalgs", "RSA-PSS+SHA256:RSA+SHA256"],
      ]),
    device: (lab) => lab.clients.good,
  };
}

/** Every server that refuses the client's certificate. */
export const clientFaults: readonly Fault[] = [
  ...refusals.flatMap(refusalFaults),
  ...tlsVersions.map(unfitKey),
  ...alerts.map(([number, words, code]): Fault => ({
    what: `alert ${String(number)}, ${words}`,
    peer: "Node net",
    code,
    serve: () => alerting(number),
  })),
  ...(["good", "expired"] as const).map((client): Fault => ({
    what: client === "good" ? "no client certificate" : "a client certificate that has expired",
    peer: "RabbitMQ",
    code: client === "good" ? "client-cert-required" : "client-cert-rejected-expired",
    serve: (lab) => rabbit(lab, { tls: "TLSv1.3", trust: ours(lab) }),
    device: (lab) => lab.clients[client],
    choices: () =>
      client === "good" ? { network: networkWithoutCertificate() } : { clock: () => inDays(-95) },
  })),
  {
    what: "a client that signed itself",
    peer: "RabbitMQ",
    // Its alert says no more than "bad certificate"; the issuers that it names do not have ours among them.
    code: "client-cert-rejected-unknown-ca",
    facts: { errorCode: /BAD_CERTIFICATE/, acceptedIssuers: "CN=clients-ca" },
    serve: (lab) => rabbit(lab, { tls: "TLSv1.3", trust: ours(lab) }),
  },
];
