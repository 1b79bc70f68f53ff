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

/** What both scripts read. */
interface Script {
  readonly isFirst: boolean;
  readonly distinguishedName: string;
  /** `-ext san=…`, or nothing. */
  readonly extension: readonly string[];
  readonly server: ScriptSide;
  readonly client: ScriptSide;
}

/**
 * Makes the files of ThingsBoard's scripts beside a properties file, with real keytool and openssl and in the scripts'
 * order: server.keygen.sh, then client.keygen.sh; those of the how-to for its file, else those of ThingsBoard 4.4.
 */
export async function runScriptRecipe(propertiesPath: string): Promise<void> {
  const script = scriptOf(propertiesPath);
  await runServerScript(script);
  await runClientScript(script);
}

function scriptOf(propertiesPath: string): Script {
  const profile = parseProfile(readFileSync(propertiesPath, "utf8"), machineNames());
  const value = (key: string): string => profile.values.get(key)?.value ?? "";
  const isFirst = profile.generation === "first";
  const sideOf = (side: "SERVER" | "CLIENT"): ScriptSide => ({
    alias: value(`${side}_KEY_ALIAS`),
    store: value(`${side}_KEYSTORE_PASSWORD`),
    key: value(`${side}_KEY_PASSWORD`),
    // The how-to is of Java 8's time, where a keystore was JKS unless told otherwise.
    keyOptions: isFirst
      ? ["-keyalg", "RSA", "-keysize", "2048", "-storetype", "JKS"]
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
    distinguishedName: subject.map(([name, key]) => `${name}=${value(key)}`).join(", "),
    extension: names === "" ? [] : ["-ext", `san=${names}`],
    server: sideOf("SERVER"),
    client: sideOf("CLIENT"),
  };
}

async function runServerScript(script: Script): Promise<void> {
  const { server } = script;
  await makeKey(server, script.distinguishedName, script.extension);
  const exported = ["-exportcert", "-alias", server.alias, ...storeOf(server)];
  await run("keytool", ...exported, "-rfc", "-file", server.file(".pub.pem"));
  await run("keytool", ...exported, "-file", server.file(".cer"));
  if (!script.isFirst) {
    await convert(server);
    await writePlainKey(server);
  }
}

async function runClientScript({ isFirst, distinguishedName, server, client }: Script): Promise<void> {
  await makeKey(client, distinguishedName, []);
  await convert(client);
  if (!isFirst) {
    await writePlainKey(client);
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

function makeKey(side: ScriptSide, subject: string, extension: readonly string[]): Promise<void> {
  const named = ["-alias", side.alias, "-dname", subject, "-validity", "9999", ...extension];
  return run("keytool", "-genkeypair", ...named, ...side.keyOptions, "-keypass", side.key, ...storeOf(side));
}

/** Java's keystore to PKCS#12, and that to PEM. */
async function convert(side: ScriptSide): Promise<void> {
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

function writePlainKey({ key, file }: ScriptSide): Promise<void> {
  const files = ["-in", file(".pem"), "-out", file(".pk8.pem")];
  return run("openssl", "pkcs8", "-topk8", "-nocrypt", ...files, "-passin", `pass:${key}`);
}

function storeOf({ store, file }: ScriptSide): readonly string[] {
  return ["-keystore", file(".jks"), "-storepass", store];
}

async function run(tool: "keytool" | "openssl", ...args: readonly string[]): Promise<void> {
  const { status, output } = await runTool(tool, args);
  assert.equal(status, 0, `${tool} ${args[0] ?? ""}: ${output}`);
}
