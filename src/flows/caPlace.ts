import { caEndings } from "../core/keystore/caEndings";
import { isReservedFileName, isUnsafePrefix } from "../core/profile/prefixes";
import { join } from "./paths";

/** Folder of a workspace that holds its device CAs, each in a folder of its own. */
const caFolder = ".thingsboard-ca";

/** Gives the folder of a device CA in a workspace folder. */
export function caFolderOf(workspaceFolder: string, name: string): string {
  return join(join(workspaceFolder, caFolder), name);
}

/**
 * Gives the path of the certificate of a device CA that is named as people name it: by the name of one in the workspace
 * folder, by an absolute path, or by one relative to the workspace folder. What ends with `.pem` is a path.
 */
export function caCertificatePathOf(named: string, workspaceFolder: string): string {
  if (!named.endsWith(".pem")) {
    return join(caFolderOf(workspaceFolder, named), `${named}${caEndings.certificate}`);
  }
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(named) ? named : join(workspaceFolder, named);
}

/** Gives the path of the key of a device CA by that of its certificate: `X.key.pem` beside `X.pem`. */
export function caKeyPathOf(certificatePath: string): string {
  return certificatePath.replace(/\.pem$/, ".key.pem");
}

/** Tells what is wrong with the name or the passphrase of a device CA; undefined where nothing is. */
export function caValueProblem(name: string, passphrase?: string): "name" | "passphrase" | undefined {
  // RFC 5280 appendix A.1, ub-common-name; the name is one of a folder and of files too.
  const isName = /^.{1,64}$/u.test(name) && !name.endsWith(".pem");
  if (!isName || isUnsafePrefix(name) || isReservedFileName(name)) {
    return "name";
  }
  return passphrase !== undefined && passphrase.length < leastPassphraseLength ? "passphrase" : undefined;
}

const leastPassphraseLength = 8;
