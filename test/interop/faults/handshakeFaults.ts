// A TLS server that has no version, cipher or group in common with us.
import { mosquitto, opensslServer, tlsServer, twoWay, type Running } from "../connectionServers";
import type { Fault } from "./fault";
import { gnutlsServer } from "./gnutlsServer";
import type { Lab } from "./lab";
import { alerting, rewording, sound } from "./peers";
import { erlang, java } from "./sharedPeers";

/** What OpenSSL needs to speak a version that it has retired. */
const anyLevel = "DEFAULT@SECLEVEL=0";

function openssl(lab: Lab, args: readonly string[]): Promise<Running> {
  const own = ["-cert", lab.device.file("server.pub.pem"), "-key", lab.device.file("server.pk8.pem")];
  return opensslServer([...own, ...args]);
}

function gnutls(lab: Lab, priority: string): Promise<Running> {
  const [cert, key] = [lab.device.file("server.pub.pem"), lab.device.file("server.pk8.pem")];
  const own = ["--x509certfile", cert, "--x509keyfile", key];
  return gnutlsServer(lab.newFolder(), [...own, "--priority", priority]);
}

/** A server of Java or Erlang that asks for nothing. */
function ordered(lab: Lab, servers: typeof java, versions: string, ciphers?: string): Promise<Running> {
  return servers.listen({
    cert: lab.device.file("server.pub.pem"),
    key: lab.device.file("server.pk8.pem"),
    trust: lab.clientsCa.certificateFile,
    auth: "none",
    versions,
    ...(ciphers === undefined ? {} : { ciphers }),
  });
}

function versionFault(peer: Fault["peer"], what: string, serve: (lab: Lab) => Promise<Running>): Fault {
  return { what, peer, code: "tls-version-unsupported", facts: { errorCode: /PROTOCOL/ }, serve };
}

const versions: readonly Fault[] = [
  versionFault("Node tls", "TLS 1.1 at most", (lab) =>
    tlsServer(
      { ...sound(lab), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: anyLevel },
      () => undefined,
    ),
  ),
  versionFault("Node tls", "TLS 1.0 at most", (lab) =>
    tlsServer(
      { ...sound(lab), minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: anyLevel },
      () => undefined,
    ),
  ),
  versionFault("openssl s_server", "-tls1_1", (lab) => openssl(lab, ["-tls1_1", "-cipher", anyLevel])),
  versionFault("openssl s_server", "-tls1", (lab) => openssl(lab, ["-tls1", "-cipher", anyLevel])),
  versionFault("gnutls-serv", "TLS 1.1 alone", (lab) => gnutls(lab, "NORMAL:-VERS-ALL:+VERS-TLS1.1")),
  versionFault("gnutls-serv", "TLS 1.0 alone", (lab) => gnutls(lab, "NORMAL:-VERS-ALL:+VERS-TLS1.0")),
  versionFault("Java", "TLSv1.1 alone", (lab) => ordered(lab, java, "TLSv1.1")),
  versionFault("Java", "TLSv1 alone", (lab) => ordered(lab, java, "TLSv1")),
  versionFault("Erlang", "tlsv1.1 alone", (lab) => ordered(lab, erlang, "tlsv1.1")),
  versionFault("Node net", "alert 70, protocol version", () => alerting(70)),
];

function cipherFault(peer: Fault["peer"], what: string, serve: (lab: Lab) => Promise<Running>): Fault {
  const facts = { errorCode: /HANDSHAKE_FAILURE|CIPHER|INSUFFICIENT/ };
  return { what, peer, code: "tls-no-shared-cipher", facts, serve };
}

/** None of Node's: it offers neither. */
const ccm = ["-ciphersuites", "TLS_AES_128_CCM_SHA256"];
const camellia = "ECDHE-ECDSA-CAMELLIA128-SHA256";

const ciphers: readonly Fault[] = [
  cipherFault("Node tls", "RSA key exchange with an EC key", (lab) =>
    tlsServer({ ...sound(lab, "TLSv1.2"), ciphers: "AES128-SHA256" }, () => undefined),
  ),
  cipherFault("Node tls", "Camellia alone, TLS 1.2", (lab) =>
    tlsServer({ ...sound(lab, "TLSv1.2"), ciphers: camellia }, () => undefined),
  ),
  cipherFault("Node tls", "AES-CCM alone, TLS 1.3", (lab) =>
    tlsServer({ ...sound(lab), ciphers: "TLS_AES_128_CCM_SHA256" }, () => undefined),
  ),
  cipherFault("openssl s_server", "-cipher with RSA key exchange, an EC key", (lab) =>
    openssl(lab, ["-tls1_2", "-cipher", "AES256-SHA256"]),
  ),
  cipherFault("openssl s_server", "-ciphersuites with AES-CCM alone", (lab) =>
    openssl(lab, ["-tls1_3", ...ccm]),
  ),
  cipherFault("openssl s_server", "no certificate at all", () => opensslServer(["-nocert", "-tls1_2"])),
  cipherFault("openssl s_server", "no group in common, TLS 1.2", (lab) =>
    openssl(lab, ["-tls1_2", "-groups", "brainpoolP256r1"]),
  ),
  cipherFault("mosquitto", "ciphers with Camellia alone", (lab) => {
    const own = [lab.device.file("server.pub.pem"), lab.device.file("server.pk8.pem")] as const;
    const lines = [...twoWay(lab.clientsCa.certificateFile, ...own), `ciphers ${camellia}`];
    return mosquitto({ folder: lab.newFolder(), lines, tlsVersion: "TLSv1.2" });
  }),
  cipherFault("gnutls-serv", "Camellia alone, TLS 1.2", (lab) =>
    gnutls(lab, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CAMELLIA-128-GCM:+CAMELLIA-256-GCM"),
  ),
  cipherFault("gnutls-serv", "AES-CCM alone, TLS 1.3", (lab) =>
    gnutls(lab, "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM"),
  ),
  cipherFault("Java", "anonymous key exchange alone", (lab) =>
    ordered(lab, java, "TLSv1.2", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"),
  ),
  cipherFault("Java", "RSA key exchange with an EC key", (lab) =>
    ordered(lab, java, "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
  ),
  cipherFault("Erlang", "AES-CCM alone, TLS 1.3", (lab) =>
    ordered(lab, erlang, "tlsv1.3", "TLS_AES_128_CCM_SHA256"),
  ),
  cipherFault("Erlang", "RSA key exchange with an EC key", (lab) =>
    ordered(lab, erlang, "tlsv1.2", "AES128-GCM-SHA256"),
  ),
  cipherFault("Node net", "alert 40, handshake failure", () => alerting(40)),
  cipherFault("Node net", "alert 71, insufficient security", () => alerting(71)),
];

const oldNode = (lab: Lab): Promise<Running> =>
  tlsServer(
    { ...sound(lab), minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: anyLevel },
    () => undefined,
  );
const camelliaNode = (lab: Lab): Promise<Running> =>
  tlsServer({ ...sound(lab, "TLSv1.2"), ciphers: camellia }, () => undefined);
const ccmNode = (lab: Lab): Promise<Running> =>
  tlsServer({ ...sound(lab), ciphers: "TLS_AES_128_CCM_SHA256" }, () => undefined);

/** What the alert does not say, or says wrongly, the server's answer to a wider offer does. */
const misworded: readonly Fault[] = [
  {
    what: "TLS 1.1 alone, behind what hangs up without an alert",
    peer: "Node tls",
    code: "tls-version-unsupported",
    facts: { serverProtocol: "TLSv1.1", errorCode: "CLOSED" },
    serve: (lab) => rewording(oldNode(lab)),
  },
  {
    what: "TLS 1.1 alone, behind what says handshake failure to everything",
    peer: "Node tls",
    code: "tls-version-unsupported",
    facts: { serverProtocol: "TLSv1.1", errorCode: /HANDSHAKE_FAILURE/ },
    serve: (lab) => rewording(oldNode(lab), 40),
  },
  {
    what: "Camellia alone, behind what hangs up without an alert",
    peer: "Node tls",
    code: "tls-no-shared-cipher",
    facts: { serverCipher: "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256", errorCode: "CLOSED" },
    serve: (lab) => rewording(camelliaNode(lab)),
  },
  {
    what: "AES-CCM alone, TLS 1.3, behind what says internal error to everything",
    peer: "Node tls",
    code: "tls-no-shared-cipher",
    facts: { serverCipher: "TLS_AES_128_CCM_SHA256", errorCode: /INTERNAL_ERROR/ },
    serve: (lab) => rewording(ccmNode(lab), 80),
  },
];

/** From the ClientHello to the ServerHello. */
export const handshakeFaults: readonly Fault[] = [...versions, ...ciphers, ...misworded];
