import { passwordKeyOf, type PasswordKey } from "./pbes2";
import { macKeyOf, type Pkcs12Making } from "./pkcs12";

/** Gives the key of a password. */
export type KeyOfPassword = (password: string) => Promise<PasswordKey>;

/** Devices of one fleet have one password, or each its own: few are worth remembering. */
const mostRemembered = 16;

/**
 * Derives the keys of a password once, for all bundles that are made with it in one go: that takes as long as all the rest
 * of many bundles. They then have the same salts, which tells whoever compares two of their files that their passwords are
 * the same, and nothing else: each encryption has an IV of its own.
 */
export function sharedPasswordKeys(making: Pkcs12Making): KeyOfPassword {
  const remembered = new Map<string, Promise<PasswordKey>>();
  return (password) => {
    const known = remembered.get(password);
    if (known !== undefined) {
      return known;
    }
    const derived = derive(password, making);
    remembered.set(password, derived);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) {
      remembered.delete(oldest);
    }
    return derived;
  };
}

async function derive(password: string, making: Pkcs12Making): Promise<PasswordKey> {
  const key = await passwordKeyOf(password, making.random);
  return { ...key, mac: await macKeyOf("sha256", password, making) };
}
