// Servers that cannot follow a client's chain to whom they know: it has a gap, on this side or on theirs.
import type { Expected } from "../connectionCheck";
import type { ChainClientName } from "./chainClients";
import { tlsVersions, type Fault, type Peer, type TlsVersion } from "./fault";
import type { Lab } from "./lab";
import { strictMosquitto, strictNode, strictOpenssl, type Strict } from "./strictServers";

const servers: ReadonlyMap<Peer, Strict> = new Map([
  ["openssl s_server", strictOpenssl],
  ["Node tls", strictNode],
  ["mosquitto", strictMosquitto],
]);

interface Gap {
  readonly what: string;
  readonly client: ChainClientName;
  readonly peers: readonly Peer[];
  readonly versions: readonly TlsVersion[];
  readonly trust: (lab: Lab) => string;
  readonly facts: Expected;
  readonly why?: string;
}

/** The one above the issuer that is not shown. */
const above = (lab: Lab): string => lab.clientsCa.certificateFile;

const missing = { missingIssuer: "CN=clients-issuing", issuersAbove: "CN=clients-ca" };
const proven = { ...missing, trustedIssuer: "CN=clients-ca", acceptedIssuers: "CN=clients-ca" };
const lies = { missingIssuerFile: /client\.chain\.pem$/, path: /client\.nopass\.pem$/ };

const gaps: readonly Gap[] = [
  {
    what: "a client that leaves out the CA below one that it knows",
    client: "beside",
    peers: ["openssl s_server", "Node tls"],
    versions: tlsVersions,
    trust: above,
    facts: { ...proven, ...lies },
  },
  {
    what: "a client that leaves out the CA below one that it knows",
    client: "beside",
    peers: ["mosquitto"],
    versions: tlsVersions,
    trust: above,
    // It names nobody, so that the files alone tell.
    facts: { ...missing, ...lies },
  },
  {
    what: "a client that leaves out a CA and says who is above",
    client: "named",
    peers: ["openssl s_server"],
    versions: ["TLSv1.3"],
    trust: above,
    facts: proven,
  },
  {
    what: "a keystore that leaves out a CA and says who is above",
    client: "packed",
    peers: ["Node tls"],
    versions: ["TLSv1.3"],
    trust: above,
    facts: { ...proven, clientCertificate: /client\.p12$/ },
  },
  {
    what: "a client that leaves out a CA of which no more is known here",
    client: "lost",
    peers: ["openssl s_server"],
    versions: ["TLSv1.3"],
    trust: above,
    facts: { missingIssuer: "CN=clients-issuing", acceptedIssuers: "CN=clients-ca" },
    why: "The certificate does not say who is above its issuer, and the issuer's is not here: the server may know somebody above or nobody.",
  },
  {
    what: "a client whose CA it knows, and not the one above",
    client: "beside",
    peers: ["openssl s_server"],
    versions: tlsVersions,
    trust: (lab) => lab.chains.issuingCa.certificateFile,
    facts: { acceptedIssuers: "CN=clients-issuing", acceptedIssuer: "CN=clients-issuing" },
  },
];

const code = "client-cert-rejected-unknown-ca";

function gapFaults({ what, client, peers, versions, trust, facts, why }: Gap): readonly Fault[] {
  return peers.flatMap((peer) =>
    versions.map((tls): Fault => ({
      what,
      peer,
      tls,
      code,
      facts,
      ...(why !== undefined && { untold: { cause: code, why } }),
      serve: (lab) => (servers.get(peer) ?? strictOpenssl)(lab, { tls, trust: trust(lab) }),
      device: (lab) => lab.chains.devices[client],
    })),
  );
}

/** Every server that cannot follow a client's chain. */
export const chainFaults: readonly Fault[] = gaps.flatMap(gapFaults);
