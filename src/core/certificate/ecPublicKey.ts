import type { KeyAlgorithm } from "../identity/identity";

type Curve = Extract<KeyAlgorithm, { kind: "ec" }>["curve"];

interface Encoding {
  /** A PrivateKeyInfo that ends with the public point: RFC 5958 around RFC 5915 with its [1]. */
  readonly pkcs8Bytes: number;
  /** The point's two coordinates. */
  readonly pointBytes: number;
  /** RFC 5480: what stands before them in a SubjectPublicKeyInfo, the 04 of SEC 1 §2.3.3 included; hex. */
  readonly spkiHead: string;
}

const encodings: Readonly<Record<Curve, Encoding>> = {
  "P-256": {
    pkcs8Bytes: 138,
    pointBytes: 64,
    spkiHead: "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
  },
  "P-384": {
    pkcs8Bytes: 185,
    pointBytes: 96,
    spkiHead: "3076301006072a8648ce3d020106052b8104002203620004",
  },
  "P-521": {
    pkcs8Bytes: 241,
    pointBytes: 132,
    spkiHead: "30819b301006072a8648ce3d020106052b810400230381860004",
  },
};

/**
 * Gives the SubjectPublicKeyInfo that goes with an EC key in PKCS#8 as OpenSSL and BoringSSL write it, both DER; undefined
 * where the key has no public point with it. OpenSSL 3 takes twice as long for it as for making the key.
 */
export function ecPublicKeyIn(curve: Curve, privateKeyPkcs8Der: Uint8Array): Uint8Array | undefined {
  const { pkcs8Bytes, pointBytes, spkiHead } = encodings[curve];
  return privateKeyPkcs8Der.length === pkcs8Bytes
    ? new Uint8Array([...Buffer.from(spkiHead, "hex"), ...privateKeyPkcs8Der.subarray(-pointBytes)])
    : undefined;
}
