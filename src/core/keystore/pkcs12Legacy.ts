import { createCipheriv } from "node:crypto";
import { octetString, sequence, smallInteger } from "../certificate/asn1";
import { objectIdentifier } from "../certificate/forge";
import { oids } from "../certificate/oids";
import { iterations, type Encrypted } from "./pbes2";
import { writeSealed, type Pkcs12Contents, type Pkcs12Making } from "./pkcs12";
import { pkcs12Kdf, type Pkcs12Purpose } from "./pkcs12Kdf";

/**
 * Writes a PKCS#12 file (RFC 7292) of one password for readers from before 2021, DER: Java 8 before update 301, Android
 * before 14, Windows before 10.
 *
 * Key and certificates under pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C) with 10,000 iterations and a salt for
 * each envelope, MAC HMAC-SHA-1 with as many. Bags and attributes are those of `writePkcs12`.
 */
export function writeLegacyPkcs12(
  contents: Pkcs12Contents,
  password: string,
  making: Pkcs12Making,
): Promise<Uint8Array> {
  return writeSealed(contents, {
    ...making,
    password,
    macHash: "sha1",
    encrypt: (plain) => encrypt(plain, password, making),
  });
}

async function encrypt(
  plain: Uint8Array,
  password: string,
  { random, pause }: Pkcs12Making,
): Promise<Encrypted> {
  const salt = random(8);
  const derived = (purpose: Pkcs12Purpose, lengthBytes: number): Promise<Uint8Array> =>
    pkcs12Kdf({ hash: "sha1", password, salt, iterations, purpose, lengthBytes }, pause);
  const cipher = createCipheriv("des-ede3-cbc", await derived("key", 24), await derived("iv", 8));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const algorithm = sequence(
    objectIdentifier(oids.pbeWithTripleDes3Key),
    sequence(octetString(salt), smallInteger(iterations)),
  );
  return { algorithm, ciphertext };
}
