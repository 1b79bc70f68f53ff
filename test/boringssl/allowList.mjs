// Loaded before every test on Bun: takes away what Electron's crypto has not. Bun adds SHA-3 and others of its own to
// BoringSSL; here a hash outside the allow-list (ARCHITECTURE.md, Two crypto libraries) throws as it does in Electron.
import { mock } from "bun:test";
import crypto from "node:crypto";

const allowed = ["sha1", "sha256", "sha384", "sha512"];

function limited(make) {
  return (algorithm, ...rest) => {
    if (!allowed.includes(String(algorithm).toLowerCase())) {
      throw new Error(`Digest method not supported: ${String(algorithm)}`);
    }
    return make(algorithm, ...rest);
  };
}

const limits = {
  createHash: limited(crypto.createHash),
  createHmac: limited(crypto.createHmac),
  hash: limited(crypto.hash),
  getHashes: () => [...allowed],
};

// For `require` and the default import, then for named imports.
Object.assign(crypto, limits);
for (const name of ["node:crypto", "crypto"]) {
  mock.module(name, () => ({ ...crypto, default: crypto }));
}
