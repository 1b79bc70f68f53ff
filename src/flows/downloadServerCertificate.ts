import { readCertificate, type CertificateFacts } from "../core/certificate/read";
import { serverCertificateCall } from "../core/credential/deviceCalls";
import { readPem } from "../core/keystore/pem";
import type { ThingsBoard } from "./thingsBoard";

/**
 * Gives the certificates that a ThingsBoard offers for download as those of its MQTT over TLS, leaf first. Undefined where it
 * offers none, which is so where MQTT over TLS is switched off or ends in a proxy before it.
 */
export async function downloadServerCertificate(
  board: ThingsBoard,
  signal: AbortSignal,
): Promise<readonly CertificateFacts[] | undefined> {
  const pem = await board.ask(serverCertificateCall, signal);
  if (!pem.ok) {
    return undefined;
  }
  const { blocks } = readPem(pem.value);
  const certificates = blocks.flatMap(({ label, der }) => {
    const read = label === "CERTIFICATE" ? readCertificate(der) : undefined;
    return read?.ok === true ? [read.value] : [];
  });
  return certificates.length === 0 ? undefined : certificates;
}
