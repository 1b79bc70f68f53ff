// Servers that are not to be trusted: who they are, whether they may still be, and for what.
import { X509Certificate } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeNetwork } from "../../../src/io/network";
import { platformAnchors } from "../../../src/io/platformAnchors";
import { localhostName, newCa } from "../connectionCertificates";
import { inDays, writeBundle, type Choices } from "../connectionDevice";
import { mosquitto, opensslServer, tlsServer, twoWay, type Running } from "../connectionServers";
import { identityWith } from "../../support/identities";
import { selfSigned, type Certificate } from "../testServerRig";
import { tlsVersions, type Fault, type Peer, type TlsVersion } from "./fault";
import { gnutlsServer } from "./gnutlsServer";
import type { Lab } from "./lab";
import { sound } from "./peers";
import { java, erlang } from "./sharedPeers";

/** Starts one kind of server with a certificate and the issuers that it shows. */
type Showing = (lab: Lab, chain: readonly Certificate[], tls?: TlsVersion) => Promise<Running>;

/** In a folder of its own: servers that show the same chain are started side by side. */
function chainFile(lab: Lab, chain: readonly Certificate[]): string {
  const file = path.join(lab.newFolder(), "chain.pem");
  writeFileSync(file, chain.map(({ certificatePem }) => certificatePem).join(""));
  return file;
}

const keyFileOf = (chain: readonly Certificate[]): string => chain[0]?.keyFile ?? "";

const node: Showing = (lab, chain, tls = "TLSv1.3") => {
  const cert = chain.map(({ certificatePem }) => certificatePem).join("");
  const options = { ...sound(lab, tls), cert, key: chain[0]?.keyPem ?? "" };
  return tlsServer({ ...options, ciphers: "DEFAULT@SECLEVEL=0" }, () => undefined);
};

const broker: Showing = (lab, chain, tls) => {
  const lines = twoWay(lab.clientsCa.certificateFile, chainFile(lab, chain), keyFileOf(chain));
  return mosquitto({ folder: lab.newFolder(), lines, ...(tls && { tlsVersion: tls }) });
};

const openssl: Showing = (lab, chain, tls) => {
  const file = chainFile(lab, chain);
  const version = tls === undefined ? [] : [tls === "TLSv1.2" ? "-tls1_2" : "-tls1_3"];
  return opensslServer(["-cert", file, "-cert_chain", file, "-key", keyFileOf(chain), ...version]);
};

const gnutls: Showing = (lab, chain) =>
  gnutlsServer(lab.newFolder(), [
    ...["--x509certfile", chainFile(lab, chain)],
    ...["--x509keyfile", keyFileOf(chain)],
  ]);

const machine: Showing = (lab, chain, tls = "TLSv1.3") =>
  java.listen({
    cert: chainFile(lab, chain),
    key: keyFileOf(chain),
    trust: lab.clientsCa.certificateFile,
    versions: tls,
    auth: "none",
  });

const beam: Showing = (lab, chain, tls = "TLSv1.3") =>
  erlang.listen({
    cert: chainFile(lab, chain),
    key: keyFileOf(chain),
    trust: lab.clientsCa.certificateFile,
    versions: tls.toLowerCase(),
    auth: "none",
  });

const peers: readonly (readonly [Peer, Showing])[] = [
  ["mosquitto", broker],
  ["openssl s_server", openssl],
  ["gnutls-serv", gnutls],
  ["Java", machine],
  ["Erlang", beam],
];

const ourCa = (lab: Lab): Choices => ({ caFile: lab.ca.certificateFile });

/** A fault of a certificate: the same on every server, so Node shows both versions and each other server one. */
interface TrustFault extends Pick<Fault, "what" | "code" | "facts" | "choices" | "device"> {
  readonly chain: (lab: Lab) => readonly Certificate[] | Promise<readonly Certificate[]>;
  /** Others than Node that show it too. */
  readonly also?: readonly Peer[];
}

function everywhere({ chain, also = [], ...fault }: TrustFault): readonly Fault[] {
  const others = peers.filter(([peer]) => also.includes(peer));
  return [
    ...tlsVersions.map((tls): Fault => ({
      ...fault,
      peer: "Node tls",
      tls,
      serve: async (lab) => node(lab, await chain(lab), tls),
    })),
    ...others.map(([peer, show]): Fault => ({
      ...fault,
      peer,
      serve: async (lab) => show(lab, await chain(lab)),
    })),
  ];
}

const all: readonly Peer[] = peers.map(([peer]) => peer);

/** An own bundle of the server's kind, with another name. */
async function bundle(lab: Lab, filePrefix: string, from: number, days: number): Promise<Certificate> {
  const identity = identityWith("server", { filePrefix });
  const subject = { ...identity.subject, commonName: filePrefix };
  await writeBundle(lab.folder, { ...identity, subject }, { from: inDays(from), days });
  const [certificate, key] = [`${filePrefix}.pub.pem`, `${filePrefix}.pk8.pem`];
  return {
    certificateFile: lab.device.file(certificate),
    keyFile: lab.device.file(key),
    certificatePem: lab.device.text(certificate),
    keyPem: lab.device.text(key),
  };
}

const issuing = ["basicConstraints=critical,CA:TRUE", "subjectKeyIdentifier=hash"];

/** A certificate alone, below a CA that is not shown, below one that we trust. */
function belowOneLeftOut(lab: Lab): readonly Certificate[] {
  const keys = ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always,issuer:always"];
  const authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign", ...keys];
  const between = lab.server({ name: "between", extensions: authority });
  return [lab.server({ name: "below", extensions: [localhostName, ...keys] }, between)];
}

const who: readonly TrustFault[] = [
  {
    what: "a CA that we do not have, with its chain",
    code: "server-cert-untrusted",
    facts: { issuer: "CN=our-ca", verification: /^(UNABLE_TO|SELF_SIGNED)/, trusted: /^CN=localhost/ },
    chain: (lab) => [lab.server(), lab.ca],
    also: all,
  },
  {
    what: "a CA that we do not have, left out",
    code: "server-cert-untrusted",
    facts: { issuer: "CN=our-ca", verification: /^UNABLE_TO/ },
    chain: (lab) => [lab.server()],
  },
  {
    what: "a private CA, judged by the platform's list",
    code: "server-cert-untrusted",
    facts: { issuer: "CN=our-ca" },
    chain: (lab) => [lab.server(), lab.ca],
    device: (lab) =>
      lab.variant((device) => {
        rmSync(device.file("server.pub.pem"));
      }),
  },
  {
    what: "a CA between it and one that we trust, left out",
    code: "server-cert-incomplete-chain",
    facts: {
      subject: "CN=below",
      missingIssuer: "CN=between",
      trustedIssuer: "CN=our-ca",
      evidence: "authority-key-id",
      verification: /^UNABLE_TO/,
    },
    chain: belowOneLeftOut,
    choices: ourCa,
    also: all,
  },
  {
    what: "a CA between it and one of the platform's list, left out",
    code: "server-cert-incomplete-chain",
    facts: {
      missingIssuer: "CN=between",
      trustedIssuer: "CN=our-ca",
      trust: "platform",
      verification: /^UNABLE_TO/,
    },
    chain: belowOneLeftOut,
    choices: (lab) => ({
      network: nodeNetwork(async () => [
        ...(await platformAnchors()),
        new X509Certificate(lab.ca.certificatePem).raw,
      ]),
    }),
    device: (lab) =>
      lab.variant((device) => {
        rmSync(device.file("server.pub.pem"));
      }),
    also: ["openssl s_server"],
  },
  {
    what: "a stranger's own signature",
    code: "server-cert-self-signed",
    facts: { subject: "CN=stranger", verification: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    chain: (lab) => [selfSigned(lab.newFolder(), "stranger", ["-addext", localhostName])],
    also: all,
  },
  {
    what: "an own signature, judged by the platform's list",
    code: "server-cert-self-signed",
    chain: (lab) => [selfSigned(lab.newFolder(), "stranger", ["-addext", localhostName])],
    device: (lab) =>
      lab.variant((device) => {
        rmSync(device.file("server.pub.pem"));
      }),
  },
  {
    what: "the trusted name with another key",
    code: "server-cert-changed",
    facts: { subject: /^CN=localhost/, trusted: /^CN=localhost/ },
    chain: (lab) => [lab.rebuilt],
    also: ["mosquitto", "openssl s_server", "Java"],
  },
  {
    what: "a CA of the trusted name with another key",
    code: "server-cert-changed",
    facts: { trusted: /^CN=our-ca/ },
    chain: (lab) => {
      const folder = lab.newFolder();
      const ca = newCa(folder, "our-ca");
      return [lab.server({}, ca), ca];
    },
    choices: ourCa,
  },
];

const when: readonly TrustFault[] = [
  {
    what: "expired, though pinned",
    code: "server-cert-expired",
    facts: { subject: /CN=tb-old/, notAfter: /^\d{4}-/, now: /^\d{4}-/ },
    chain: async (lab) => [await once(lab, "tb-old", () => bundle(lab, "tb-old", -40, 10))],
    choices: (lab) => ({ caFile: lab.device.file("tb-old.pub.pem") }),
  },
  {
    what: "expired, from a CA that we trust",
    code: "server-cert-expired",
    facts: { verification: "CERT_HAS_EXPIRED" },
    chain: (lab) => [lab.server({ from: inDays(-20), to: inDays(-5) })],
    choices: ourCa,
    also: ["mosquitto", "openssl s_server", "gnutls-serv", "Java"],
  },
  {
    what: "not valid yet, though pinned",
    code: "server-cert-not-yet-valid",
    facts: { subject: /CN=tb-new/, notBefore: /^\d{4}-/ },
    chain: async (lab) => [await once(lab, "tb-new", () => bundle(lab, "tb-new", 10, 10))],
    choices: (lab) => ({ caFile: lab.device.file("tb-new.pub.pem") }),
  },
  {
    what: "not valid yet, from a CA that we trust",
    code: "server-cert-not-yet-valid",
    chain: (lab) => [lab.server({ from: inDays(5), to: inDays(50) })],
    choices: ourCa,
    also: ["mosquitto"],
  },
  {
    what: "an issuer that has expired",
    code: "server-ca-expired",
    facts: { verification: "CERT_HAS_EXPIRED" },
    chain: (lab) => {
      const dates = { from: inDays(-20), to: inDays(-5) };
      const between = lab.server({ name: "between", extensions: issuing, ...dates });
      return [lab.server({}, between), between];
    },
    choices: ourCa,
    also: ["openssl s_server"],
  },
  {
    what: "a trusted CA that has expired",
    code: "server-ca-expired",
    chain: (lab) => [lab.server({}, expiredCa(lab))],
    choices: (lab) => ({ caFile: expiredCa(lab).certificateFile }),
  },
];

/** Certificates that a fault's server and its client both need, by lab. */
type Made = Certificate | Promise<Certificate>;
const made = new WeakMap<Lab, Map<string, Made>>();

function once<T extends Made>(lab: Lab, name: string, make: () => T): T {
  const known = made.get(lab) ?? new Map<string, Made>();
  made.set(lab, known);
  const certificate = (known.get(name) as T | undefined) ?? make();
  known.set(name, certificate);
  return certificate;
}

function expiredCa(lab: Lab): Certificate {
  const dates = { from: inDays(-20), to: inDays(-5) };
  return once(lab, "old-root", () => lab.server({ name: "old-root", extensions: issuing, ...dates }));
}

const forWhat: readonly TrustFault[] = [
  {
    what: "another host's certificate",
    code: "server-cert-host-mismatch",
    facts: { host: "localhost", names: "tb-prod, 10.0.0.5" },
    chain: (lab) => [lab.server({ extensions: ["subjectAltName=DNS:tb-prod,IP:10.0.0.5"] })],
    choices: ourCa,
    also: ["mosquitto", "openssl s_server", "Java"],
  },
  {
    what: "a wildcard one level too high",
    code: "server-cert-host-mismatch",
    facts: { names: "*.localhost" },
    chain: (lab) => [lab.server({ extensions: ["subjectAltName=DNS:*.localhost"] })],
    choices: ourCa,
  },
  {
    what: "another name in the CN, no other names",
    code: "server-cert-host-mismatch",
    facts: { names: "tb-prod" },
    chain: (lab) => [lab.server({ name: "tb-prod", extensions: ["basicConstraints=CA:FALSE"] })],
    choices: ourCa,
  },
  {
    what: "a client's certificate",
    code: "server-cert-wrong-purpose",
    facts: { extendedKeyUsage: "clientAuth" },
    chain: (lab) => [lab.server({ extensions: [localhostName, "extendedKeyUsage=clientAuth"] })],
    choices: ourCa,
    also: ["mosquitto", "openssl s_server"],
  },
  {
    what: "a certificate for signing code",
    code: "server-cert-wrong-purpose",
    facts: { extendedKeyUsage: /codeSigning/ },
    chain: (lab) => [lab.server({ extensions: [localhostName, "extendedKeyUsage=codeSigning"] })],
    choices: ourCa,
  },
  {
    what: "RSA with 768 bits",
    code: "server-cert-weak",
    chain: (lab) => [lab.server({ newKey: ["-newkey", "rsa:768"] })],
    choices: ourCa,
  },
];

const byAddress: Fault = {
  what: "names alone in the certificate, dialled by address",
  peer: "Node tls",
  code: "server-cert-host-mismatch",
  facts: { host: "127.0.0.1", names: "localhost" },
  choices: ourCa,
  serve: async (lab) => {
    const running = await node(lab, [lab.server()]);
    return { ...running, url: `mqtts://127.0.0.1:${running.port}` };
  },
};

/** Every server that is refused by trust. */
export const trustFaults: readonly Fault[] = [
  ...[...who, ...when, ...forWhat].flatMap(everywhere),
  byAddress,
];
