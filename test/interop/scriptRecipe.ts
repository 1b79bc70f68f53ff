import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseProfile } from "../../src/core/profile/parse";
import { machineNames } from "../../src/io/machine";
import { runTool } from "./bundleRig";

/** One side's values as the scripts have them, and the paths of its files by ending. */
interface ScriptSide {
  readonly alias: string;
  readonly store: string;
  readonly key: string;
  /** The options of keytool for algorithm and size or curve. */
  readonly keyOptions: readonly string[];
  readonly file: (ending: string) => string;
}

type Run = (tool: "keytool" | "openssl", ...args: readonly string[]) => Promise<void>;

/** What both scripts read. */
interface Script {
  readonly isFirst: boolean;
  readonly run: Run;
  readonly distinguishedName: string;
  /** `-ext san=…`, or nothing. */
  readonly extension: readonly string[];
  readonly server: ScriptSide;
  readonly client: ScriptSide;
}

/** What may be otherwise than in the scripts. */
export interface RecipeOptions {
  /** The size of the how-to's RSA keys; 2048 in its scripts. */
  readonly rsaBits?: number;
  /** Runs keytool or openssl. */
  readonly runTool?: typeof runTool;
}

/**
 * Makes the files of ThingsBoard's scripts beside a properties file, with real keytool and openssl and in the scripts'
 * order: server.keygen.sh, then client.keygen.sh; those of the how-to for its file, else those of ThingsBoard 4.4.
 */
export async function runScriptRecipe(propertiesPath: string, options: RecipeOptions = {}): Promise<void> {
  const script = scriptOf(propertiesPath, options);
  await runServerScript(script);
  await runClientScript(script);
}

function scriptOf(propertiesPath: string, options: RecipeOptions): Script {
  const profile = parseProfile(readFileSync(propertiesPath, "utf8"), machineNames());
  const value = (key: string): string => profile.values.get(key)?.value ?? "";
  const isFirst = profile.generation === "first";
  const sideOf = (side: "SERVER" | "CLIENT"): ScriptSide => ({
    alias: value(`${side}_KEY_ALIAS`),
    store: value(`${side}_KEYSTORE_PASSWORD`),
    key: value(`${side}_KEY_PASSWORD`),
    // The how-to is of Java 8's time, where a keystore was JKS unless told otherwise.
    keyOptions: isFirst
      ? ["-keyalg", "RSA", "-keysize", String(options.rsaBits ?? 2048), "-storetype", "JKS"]
      : ["-keyalg", value(`${side}_KEY_ALG`), "-groupname", value(`${side}_KEY_GROUP_NAME`)],
    file: (ending) => path.join(path.dirname(propertiesPath), value(`${side}_FILE_PREFIX`) + ending),
  });
  const names = value("SUBJECT_ALTERNATIVE_NAMES");
  const subject = [
    ["CN", "DOMAIN_SUFFIX"],
    ["OU", "ORGANIZATIONAL_UNIT"],
    ["O", "ORGANIZATION"],
    ["L", "CITY"],
    ["ST", "STATE_OR_PROVINCE"],
    ["C", "TWO_LETTER_COUNTRY_CODE"],
  ] as const;
  return {
    isFirst,
    run: runnerOf(options.runTool ?? runTool),
    distinguishedName: subject.map(([name, key]) => `${name}=${value(key)}`).join(", "),
    extension: names === "" ? [] : ["-ext", `san=${names}`],
    server: sideOf("SERVER"),
    client: sideOf("CLIENT"),
  };
}

async function runServerScript(script: Script): Promise<void> {
  const { server, run } = script;
  await makeKey(script, server, script.extension);
  const exported = ["-exportcert", "-alias", server.alias, ...storeOf(server)];
  await run("keytool", ...exported, "-rfc", "-file", server.file(".pub.pem"));
  await run("keytool", ...exported, "-file", server.file(".cer"));
  if (!script.isFirst) {
    await convert(server, run);
    await writePlainKey(server, run);
  }
}

async function runClientScript(script: Script): Promise<void> {
  const { isFirst, server, client, run } = script;
  await makeKey(script, client, []);
  await convert(client, run);
  if (!isFirst) {
    await writePlainKey(client, run);
  }
  const trusted = ["-alias", server.alias, "-file", server.file(".cer"), "-noprompt"];
  await run("keytool", "-importcert", ...trusted, ...storeOf(client));
  const kind = client.keyOptions[1] === "RSA" ? "rsa" : "ec";
  const plain = ["-in", client.file(".pem"), "-out", client.file(".nopass.pem")];
  await run("openssl", kind, ...plain, "-passin", `pass:${client.key}`);
  const pem = readFileSync(client.file(".pem"), "latin1");
  const fromCertificate = pem.slice(pem.indexOf("-----BEGIN CERTIFICATE"));
  appendFileSync(client.file(".nopass.pem"), fromCertificate);
  appendFileSync(client.file(".pub.pem"), fromCertificate);
}

function makeKey(
  { distinguishedName, run }: Script,
  side: ScriptSide,
  extension: readonly string[],
): Promise<void> {
  const named = ["-alias", side.alias, "-dname", distinguishedName, "-validity", "9999", ...extension];
  return run("keytool", "-genkeypair", ...named, ...side.keyOptions, "-keypass", side.key, ...storeOf(side));
}

/** Java's keystore to PKCS#12, and that to PEM. */
async function convert(side: ScriptSide, run: Run): Promise<void> {
  const { alias, store, key, file } = side;
  await run(
    "keytool",
    ...["-importkeystore", "-srcalias", alias, "-srckeystore", file(".jks"), "-srcstoretype", "jks"],
    ...["-destkeystore", file(".p12"), "-deststoretype", "pkcs12"],
    ...["-srcstorepass", store, "-deststorepass", key, "-srckeypass", key, "-destkeypass", key],
  );
  const secrets = ["-passin", `pass:${key}`, "-passout", `pass:${key}`];
  await run("openssl", "pkcs12", "-in", file(".p12"), "-out", file(".pem"), ...secrets);
}

function writePlainKey({ key, file }: ScriptSide, run: Run): Promise<void> {
  const files = ["-in", file(".pem"), "-out", file(".pk8.pem")];
  return run("openssl", "pkcs8", "-topk8", "-nocrypt", ...files, "-passin", `pass:${key}`);
}

function storeOf({ store, file }: ScriptSide): readonly string[] {
  return ["-keystore", file(".jks"), "-storepass", store];
}

function runnerOf(tool: typeof runTool): Run {
  return async (name, ...args) => {
    const { status, output } = await tool(name, args);
    assert.equal(status, 0, `${name} ${args[0] ?? ""}: ${output}`);
  };
}
