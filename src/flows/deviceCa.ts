import type { CertificateFacts } from "../core/certificate/read";
import {
  signerCertificateOf,
  signerOf,
  type Signer,
  type SignerCertificate,
  type SignerFailure,
} from "../core/certificate/signer";
import { patienceFor } from "../core/keystore/patience";
import { type PemBlock, pemTextOf, readPem } from "../core/keystore/pem";
import { privateKeyOf } from "../core/keystore/privateKey";
import { fail, ok, type Result } from "../core/result";
import { caKeyPathOf } from "./caPlace";
import type { FileFailure, World } from "./world";

/** Which device CA signs, and what opens its key where the keyring does not have it. */
export interface CaChoice {
  /** Absolute path of `NAME.ca.pem`; the key, `NAME.ca.key.pem`, lies beside it. */
  readonly certificatePath: string;
  /** Kept in the keyring once it has opened the key. */
  readonly passphrase?: string;
}

/** Why a device CA cannot be read, or cannot sign. `path` is of its certificate or its key, absolute. */
export interface CaFailure {
  readonly code:
    | "ca-missing"
    /** No certificate that can be read, none of a CA, or of an algorithm that we do not sign with. */
    | "ca-unreadable"
    | "ca-expired"
    | "ca-key-missing"
    | "ca-key-unreadable"
    | "ca-key-mismatch"
    /** The keyring of this machine has none: the CA was made on another, or the keyring was emptied. */
    | "ca-passphrase-missing"
    | "ca-passphrase-wrong";
  readonly path: string;
}

/** Gives the name under which the keyring has the passphrase of a device CA: wherever its files lie, it is the same. */
export function caSecretName({ fingerprint256 }: Pick<CertificateFacts, "fingerprint256">): string {
  return `deviceCa:${fingerprint256}`;
}

/** Reads the certificate of a device CA, and those of its issuers behind it; an expired one too. */
export async function readCa(
  certificatePath: string,
  { files }: Pick<World, "files">,
): Promise<Result<SignerCertificate, CaFailure | FileFailure>> {
  const bytes = await files.read(certificatePath);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found"
      ? fail({ code: "ca-missing", path: certificatePath })
      : bytes;
  }
  const [first, ...issuers] = blocksOf(bytes.value).filter(({ label }) => label === "CERTIFICATE");
  const read = signerCertificateOf(
    first?.der ?? new Uint8Array(0),
    issuers.map(({ der }) => der),
  );
  return read.ok ? read : fail({ code: signerCodes[read.failure.code], path: certificatePath });
}

/** Opens a device CA to sign with it: certificate, dates, key and passphrase. */
export async function openCa(
  { certificatePath, passphrase }: CaChoice,
  world: Pick<World, "files" | "clock" | "pause"> & Partial<Pick<World, "secrets">>,
  signal: AbortSignal,
): Promise<Result<Signer, CaFailure | FileFailure>> {
  const certificate = await readCa(certificatePath, world);
  if (!certificate.ok) {
    return certificate;
  }
  if (world.clock() > certificate.value.facts.notAfter) {
    return fail({ code: "ca-expired", path: certificatePath });
  }
  const secret = caSecretName(certificate.value.facts);
  const keyPath = caKeyPathOf(certificatePath);
  const key = await openKey(
    { path: keyPath, passphrase: passphrase ?? (await world.secrets?.get(secret)) },
    world,
    signal,
  );
  if (!key.ok) {
    return key;
  }
  const signer = signerOf(certificate.value, key.value);
  if (!signer.ok) {
    return fail({ code: signerCodes[signer.failure.code], path: keyPath });
  }
  if (passphrase !== undefined) {
    // Where there is no keyring it is asked for again the next time.
    await world.secrets?.set(secret, passphrase);
  }
  return signer;
}

async function openKey(
  { path, passphrase }: { readonly path: string; readonly passphrase: string | undefined },
  { files, pause }: Pick<World, "files" | "pause">,
  signal: AbortSignal,
): Promise<Result<Uint8Array, CaFailure | FileFailure>> {
  const bytes = await files.read(path);
  if (!bytes.ok) {
    return bytes.failure.code === "file-not-found" ? fail({ code: "ca-key-missing", path }) : bytes;
  }
  const block = blocksOf(bytes.value).find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined) {
    return fail({ code: "ca-key-unreadable", path });
  }
  if (passphrase === undefined && block.label === "ENCRYPTED PRIVATE KEY") {
    return fail({ code: "ca-passphrase-missing", path });
  }
  const key = await privateKeyOf(block, [passphrase ?? ""], patienceFor({ pause, signal }));
  if (key.ok) {
    return ok(key.value);
  }
  return fail({
    code: key.failure.code === "key-passphrase-wrong" ? "ca-passphrase-wrong" : "ca-key-unreadable",
    path,
  });
}

const signerCodes: Readonly<Record<SignerFailure["code"], CaFailure["code"]>> = {
  "signer-unreadable": "ca-unreadable",
  "signer-not-a-ca": "ca-unreadable",
  "signer-key-mismatch": "ca-key-mismatch",
};

function blocksOf(bytes: Uint8Array): readonly PemBlock[] {
  return readPem(pemTextOf(bytes)).blocks;
}
