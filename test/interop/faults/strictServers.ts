// Servers that take no client but those whose issuer is on their list, each with the TLS of its own.
import { mosquitto, opensslServer, tlsServer, twoWay, type Running } from "../connectionServers";
import type { Peer, TlsVersion } from "./fault";
import { gnutlsServer } from "./gnutlsServer";
import type { Lab } from "./lab";
import { sound } from "./peers";
import { erlang, java, rabbitMqAt } from "./sharedPeers";

/** How a server looks at its clients. */
interface Look {
  readonly tls: TlsVersion;
  /** PEM file of those who sign clients. */
  readonly trust: string;
  readonly crl?: string;
}

/** Starts a server that takes no client but those of its list. */
export type Strict = (lab: Lab, look: Look) => Promise<Running>;

/** The server's certificate and key, PEM files. */
export const certificateOf = (lab: Lab): string => lab.device.file("server.pub.pem");
export const keyOf = (lab: Lab): string => lab.device.file("server.pk8.pem");

export const strictMosquitto: Strict = (lab, { tls, trust, crl }) => {
  const revoked = crl === undefined ? [] : [`crlfile ${crl}`];
  const lines = [...twoWay(trust, certificateOf(lab), keyOf(lab)), ...revoked];
  return mosquitto({ folder: lab.newFolder(), lines, tlsVersion: tls });
};

export const strictOpenssl: Strict = (lab, { tls, trust, crl }) =>
  opensslServer([
    ...["-cert", certificateOf(lab), "-key", keyOf(lab), tls === "TLSv1.2" ? "-tls1_2" : "-tls1_3"],
    ...["-CAfile", trust, "-Verify", "2", "-verify_return_error"],
    ...(crl === undefined ? [] : ["-crl_check", "-CRL", crl]),
  ]);

export const strictNode: Strict = (lab, { tls, trust, crl }) => {
  const text = lab.device.text;
  const options = { ...sound(lab, tls), ca: text(nameIn(lab, trust)), rejectUnauthorized: true };
  return tlsServer({ ...options, ...(crl && { crl: text(nameIn(lab, crl)) }) }, () => undefined);
};

function nameIn(lab: Lab, file: string): string {
  return file.slice(lab.folder.length + 1);
}

const gnutls: Strict = (lab, { tls, trust, crl }) => {
  const versions = tls === "TLSv1.2" ? "+VERS-TLS1.2" : "+VERS-TLS1.3";
  return gnutlsServer(lab.newFolder(), [
    ...["--x509certfile", certificateOf(lab), "--x509keyfile", keyOf(lab), "--x509cafile", trust],
    ...["--require-client-cert", "--verify-client-cert", "--priority", `NORMAL:-VERS-ALL:${versions}`],
    ...(crl === undefined ? [] : ["--x509crlfile", crl]),
  ]);
};

const machine: Strict = (lab, { tls, trust, crl }) =>
  java.listen({
    cert: certificateOf(lab),
    key: keyOf(lab),
    trust,
    versions: tls,
    auth: "need",
    ...(crl && { crl }),
  });

const beam: Strict = (lab, { tls, trust, crl }) =>
  erlang.listen({
    cert: certificateOf(lab),
    key: keyOf(lab),
    trust,
    versions: tls.toLowerCase(),
    auth: "need",
    ...(crl && { crl }),
  });

/** RabbitMQ itself; its TLS is Erlang's, which shows the rest. */
export const rabbit: Strict = (lab) => rabbitMqAt(lab, "tlsPort");

/** By the name of their TLS. */
export const stricts: readonly (readonly [Peer, Strict])[] = [
  ["mosquitto", strictMosquitto],
  ["openssl s_server", strictOpenssl],
  ["Node tls", strictNode],
  ["gnutls-serv", gnutls],
  ["Java", machine],
  ["Erlang", beam],
];
