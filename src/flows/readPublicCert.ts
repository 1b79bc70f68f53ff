import { canonicalPemOf, credentialIdOf } from "../core/credential/credentialId";
import type { CertificateFacts } from "../core/certificate/read";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { fail, ok, type Result } from "../core/result";
import { loadIdentity, type IdentityUnavailable } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { World } from "./world";

/** A device's public certificate, as ThingsBoard takes it. */
export interface PublicCert {
  /** Absolute path of `P.pub.pem`. */
  readonly path: string;
  /** The leaf alone: LF, 64 columns, one trailing newline. */
  readonly pem: string;
  readonly credentialsId: string;
  readonly certificate: CertificateFacts;
}

/** Why there is none to give. */
export type PublicCertFailure =
  | IdentityUnavailable
  | { readonly code: "client-cert-missing"; readonly path: string }
  | { readonly code: "client-cert-unreadable"; readonly path: string };

/** Reads the public certificate of a properties file's device. */
export async function readPublicCert(
  propertiesPath: string,
  world: Pick<World, "files" | "machine">,
): Promise<Result<PublicCert, PublicCertFailure>> {
  const identity = await loadIdentity(propertiesPath, "client", world);
  if (!identity.ok) {
    return identity;
  }
  const path = join(folderOf(propertiesPath), `${identity.value.filePrefix}.pub.pem`);
  const bytes = await world.files.read(path);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? fail({ code: "client-cert-missing", path }) : bytes;
  }
  const leaf = leafIn(pemTextOf(bytes.value));
  if (leaf === undefined) {
    return fail({ code: "client-cert-unreadable", path });
  }
  const { der, certificate } = leaf;
  return ok({
    path,
    pem: canonicalPemOf(der),
    credentialsId: credentialIdOf(der),
    certificate,
  });
}
