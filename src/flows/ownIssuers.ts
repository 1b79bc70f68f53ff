import { lackingAbove, type CertificateHere } from "../core/connection/ownChain";
import { pemTextOf, readPem } from "../core/keystore/pem";
import { folderOf, join } from "./paths";
import { caFolderOf } from "./caPlace";
import type { World } from "./world";

type Facts = Readonly<Record<string, string>>;

/** The chain that a device showed, and where certificates of its issuers may lie. */
export interface OwnChain {
  /** What was shown, PEM, leaf first. */
  readonly certificatePem: string;
  /** The file that it is from, absolute. */
  readonly file: string;
  readonly propertiesPath: string;
  /** The server's `caFile`. */
  readonly caFile: string | undefined;
}

/**
 * Looks up what the chain of a device lacks, as `lackingAbove` says it: among the certificates beside the properties file, in
 * the server's `caFile` and among the device CAs of the folders above. Where one is found, `path` is the file that lacks it.
 */
export async function ownIssuers(chain: OwnChain, world: Pick<World, "files">): Promise<Facts> {
  const shown = certificatesOf(chain.certificatePem);
  const unseen = lackingAbove(shown, []);
  if (Object.keys(unseen).length === 0) {
    return unseen;
  }
  const lacking = lackingAbove(shown, await certificatesHere(chain, world));
  const isEditable = lacking["issuersAbove"] !== undefined && chain.file.endsWith(".pem");
  return { ...lacking, ...(isEditable && { path: chain.file }) };
}

/** More than a chain needs; a folder may hold a fleet. */
const mostFiles = 64;
const mostBytes = 64 * 1024;

async function certificatesHere(
  { propertiesPath, caFile }: OwnChain,
  world: Pick<World, "files">,
): Promise<readonly CertificateHere[]> {
  const folder = folderOf(propertiesPath);
  const beside = await named(folder, /\.(?:pem|crt|cer)$/i, world);
  const authorities = await deviceCas(folder, world);
  const paths = [...(caFile === undefined ? [] : [caFile]), ...authorities, ...beside].slice(0, mostFiles);
  const found = await Promise.all(paths.map((path) => certificatesIn(path, world)));
  return found.flat();
}

/** The certificates of the device CAs of a folder and of those above it, the nearest first. */
async function deviceCas(folder: string, world: Pick<World, "files">): Promise<readonly string[]> {
  const above = folderOf(folder);
  const names = await world.files.list(folderOf(caFolderOf(folder, "any")));
  const own = (names.ok ? names.value : []).map((name) =>
    named(caFolderOf(folder, name), /\.ca\.pem$/, world),
  );
  const found = (await Promise.all(own)).flat();
  return above === folder ? found : [...found, ...(await deviceCas(above, world))];
}

async function named(
  folder: string,
  ending: RegExp,
  { files }: Pick<World, "files">,
): Promise<readonly string[]> {
  const names = await files.list(folder);
  return names.ok ? names.value.filter((name) => ending.test(name)).map((name) => join(folder, name)) : [];
}

async function certificatesIn(
  path: string,
  { files }: Pick<World, "files">,
): Promise<readonly CertificateHere[]> {
  const bytes = await files.read(path, mostBytes);
  return bytes.ok ? certificatesOf(pemTextOf(bytes.value)).map((der) => ({ der, path })) : [];
}

function certificatesOf(pem: string): readonly Uint8Array[] {
  return readPem(pem)
    .blocks.filter(({ label }) => label.endsWith("CERTIFICATE"))
    .map(({ der }) => der);
}
