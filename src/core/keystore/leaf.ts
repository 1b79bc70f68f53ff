import { readCertificate, type CertificateFacts } from "../certificate/read";
import { readPem } from "./pem";

/** The certificate that counts in a PEM text. */
export interface LeafCertificate {
  readonly der: Uint8Array;
  readonly certificate: CertificateFacts;
}

/** Gives the first certificate of a PEM text; undefined where there is none, or it cannot be read. */
export function leafIn(pem: string): LeafCertificate | undefined {
  const block = readPem(pem).blocks.find(({ label }) => label === "CERTIFICATE");
  const read = block === undefined ? undefined : readCertificate(block.der);
  return block === undefined || read?.ok !== true ? undefined : { der: block.der, certificate: read.value };
}
