import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { requireTool } from "../../support/tools";
import { signedBy } from "../connectionCertificates";
import { inDays, type Device } from "../connectionDevice";
import type { Certificate } from "../testServerRig";
import type { Lab } from "./lab";

/**
 * Devices whose certificate a CA issued that is below the one of the lab's clients, and that show it without that CA's:
 * it lies beside (`beside`), or is nowhere, and the device's own says who is above (`named`), in a keystore too (`packed`),
 * or does not (`lost`).
 */
export type ChainClientName = "beside" | "named" | "packed" | "lost";

/** What chains with a gap are shown with. */
export interface ChainClients {
  /** Issued them; `lab.clientsCa` issued it. */
  readonly issuingCa: Certificate;
  readonly devices: Readonly<Record<ChainClientName, Device>>;
}

const authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"];
const keyIds = ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid:always"];

/** Issues them. */
export function newChainClients({ clientsCa, newFolder, variant }: Issuing): ChainClients {
  const folder = newFolder();
  const issue = (name: string, issuer: Certificate, extensions: readonly string[]): Certificate =>
    signedBy(folder, issuer, { name, extensions, from: inDays(-10), to: inDays(300) });
  const issuingCa = issue("clients-issuing", clientsCa, [...authority, ...keyIds]);
  const leaf = issue("below", issuingCa, keyIds);
  const telling = issue("telling", issuingCa, ["authorityKeyIdentifier=keyid:always,issuer:always"]);
  const showing = ({ keyPem, certificatePem }: Certificate): Device =>
    variant((one) => one.put("client.nopass.pem", keyPem + certificatePem));
  const beside = showing(leaf);
  beside.put("client.chain.pem", leaf.certificatePem + issuingCa.certificatePem);
  return {
    issuingCa,
    devices: {
      beside,
      named: showing(telling),
      packed: packed(showing(telling), telling),
      lost: showing(leaf),
    },
  };
}

type Issuing = Pick<Lab, "clientsCa" | "newFolder" | "variant">;

/** Leaves a device with a keystore alone, as `openssl pkcs12 -export` makes it without `-certfile`. */
function packed(device: Device, { certificateFile, keyFile }: Certificate): Device {
  ["client.nopass.pem", "client.pem", "client.pub.pem", "client.pk8.pem"].forEach((name) => {
    rmSync(device.file(name));
  });
  const files = ["-inkey", keyFile, "-in", certificateFile, "-out", device.file("client.p12")];
  // CLIENT_KEY_PASSWORD of test/support/profiles.ts.
  execFileSync(requireTool("openssl"), ["pkcs12", "-export", ...files, "-passout", "pass:ClientSecret7x"]);
  return device;
}
