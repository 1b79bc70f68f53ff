import type { Side } from "../identity/identity";
import type { CertificateFacts } from "./read";

/** What a certificate is used for; `either` where nothing tells a server's from a client's. */
export type CertificateRole = Side | "either" | "ca";

/** Where a certificate was found. */
interface Found {
  /** Whose bundle it belongs to. */
  readonly side?: Side;
  /** Whether its private key is there too. */
  readonly hasKey: boolean;
}

type Facts = Pick<CertificateFacts, "certificateAuthority" | "keyUsage" | "extendedKeyUsage" | "names">;

/** Tells what a certificate is used for: from where it was found, else from what it says itself. */
export function roleOf(facts: Facts, { side, hasKey }: Found): CertificateRole {
  // A key that comes with its certificate is one that connects, unless the certificate says that it signs others.
  const signsOthers = facts.keyUsage?.includes("keyCertSign") ?? !hasKey;
  return facts.certificateAuthority === true && signsOthers ? "ca" : (side ?? sideOf(facts));
}

function sideOf({ extendedKeyUsage: purposes = [], names }: Facts): Side | "either" {
  const isServers = purposes.includes("serverAuth");
  if (isServers !== purposes.includes("clientAuth")) {
    return isServers ? "server" : "client";
  }
  return names.some(({ kind }) => kind === "dns" || kind === "ip") ? "server" : "either";
}
