import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { soundTextWith } from "../../support/profiles";
import { runTool } from "../bundleRig";
import { runScriptRecipe } from "../scriptRecipe";
import type { Issuance, MatrixKey } from "./bundles";
import { must, type Shared } from "./reader";
import { newWriterFolder, secret, type OpenWriter, type Writer, type Written } from "./writer";

/** The columns of the second table, in their order. */
export const writers: readonly Writer[] = [
  {
    name: "keytool",
    proves:
      "JKS with a key password of its own and PKCS#12, by `-genkeypair`, for a chain by `-certreq`, `-gencert` and " +
      "`-importcert`, and by `-importkeystore`",
    open: keytoolWriter,
  },
  {
    name: "openssl",
    proves:
      "PEM with PKCS#8 plain and encrypted and with SEC1 or PKCS#1, by `genpkey`, `req` and `x509`; PKCS#12 by `pkcs12`, " +
      "as it is written today and as before OpenSSL 3 with triple DES",
    open: opensslWriter,
  },
  {
    name: "certtool",
    proves: "PEM with a key and its explanation, and PKCS#12 by `--to-p12`",
    open: certtoolWriter,
  },
  {
    name: "NSS",
    proves: "PKCS#12 by `pk12util`, of a key that `certutil -S` made",
    open: nssWriter,
  },
  {
    name: "ThingsBoard's scripts",
    proves:
      "`.jks`, `.p12`, `.pem` and `.nopass.pem` of client and server by the scripts' own commands in their order: those of " +
      "the how-to for RSA, of any size, and today's for EC. They know no CA",
    lacks: "CA-signed",
    open: scriptWriter,
  },
];

/** What is found where a key and its chain are the only entry. */
function onlyKey(format: string, alias: string, issuance: Issuance): string {
  const chain = issuance === "CA-signed" ? "device < Foreign CA" : "device";
  return `${format}; key ${alias} KEY, ${chain}`;
}

const own = { storePassword: secret } as const;

/** Makes something once for each name, however often it is asked for. */
function once<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}

function keytoolWriter(shared: Shared): OpenWriter {
  const { jvm } = shared;
  const common = newWriterFolder(shared);
  const keytool = async (...args: readonly string[]): Promise<void> => {
    const { status, output } = await jvm.keytool(...args);
    assert.equal(status, 0, `keytool ${args.join(" ")}\n${output}`);
  };
  const storeAt = (place: string): readonly string[] => ["-keystore", place, "-storepass", secret];
  const caStore = once(async () => {
    const named = ["-alias", "ca", "-dname", "CN=Foreign CA", "-keyalg", "EC", "-groupname", "secp256r1"];
    await keytool("-genkeypair", ...storeAt(common("ca.p12")), ...named, "-ext", "bc:c");
    await keytool("-exportcert", ...storeAt(common("ca.p12")), "-alias", "ca", "-file", common("ca.cer"));
    return common("ca.p12");
  });
  const keyStore = once(async (terms) => {
    const place = common(`${terms.replaceAll(" ", "")}.jks`);
    const named = ["-alias", "device", "-dname", "CN=device", ...terms.split(" "), "-keypass", "key-secret"];
    await keytool("-genkeypair", "-storetype", "JKS", ...storeAt(place), ...named);
    return place;
  });
  return async ({ algorithm }, issuance, file) => {
    const terms =
      algorithm.kind === "rsa"
        ? `-keyalg RSA -keysize ${algorithm.bits}`
        : `-keyalg EC -groupname ${curveNames[algorithm.curve].secg}`;
    copyFileSync(await keyStore(terms), file("k.jks"));
    const store = [...storeAt(file("k.jks")), "-alias", "device", "-keypass", "key-secret"];
    if (issuance === "CA-signed") {
      const signer = [...storeAt(await caStore("ca")), "-alias", "ca"];
      await keytool("-certreq", ...store, "-file", file("k.csr"));
      await keytool("-gencert", ...signer, "-infile", file("k.csr"), "-outfile", file("k.cer"));
      const anchor = [...storeAt(file("k.jks")), "-alias", "ca", "-file", common("ca.cer")];
      await keytool("-importcert", "-noprompt", ...anchor);
      await keytool("-importcert", "-noprompt", ...store, "-file", file("k.cer"));
      await keytool("-delete", ...storeAt(file("k.jks")), "-alias", "ca");
    }
    await keytool(
      ...["-importkeystore", "-noprompt", "-srckeystore", file("k.jks"), "-srcstorepass", secret],
      ...["-srcalias", "device", "-srckeypass", "key-secret", "-destkeypass", secret],
      ...["-destkeystore", file("k.p12"), "-deststoretype", "PKCS12", "-deststorepass", secret],
    );
    const both = { ...own, keyPassword: "key-secret" };
    return [
      { name: "k.jks", passwords: both, found: onlyKey("jks", "device", issuance) },
      { name: "k.jks", passwords: own, found: "jks; key device key-passphrase-wrong" },
      { name: "k.p12", passwords: own, found: onlyKey("pkcs12", "device", issuance) },
    ];
  };
}

/** A curve as each program calls it. */
const curveNames = {
  "P-256": { secg: "secp256r1", nss: "nistp256" },
  "P-384": { secg: "secp384r1", nss: "nistp384" },
  "P-521": { secg: "secp521r1", nss: "nistp521" },
} as const;

/** Runs openssl req in such a way that no configuration of the machine adds to the certificate. */
const plainRequest = ["req", "-config", "/dev/null"] as const;

function opensslWriter(shared: Shared): OpenWriter {
  const common = newWriterFolder(shared);
  const openssl = (...args: readonly string[]): Promise<string> => must("openssl", args);
  const ca = once(async () => {
    const made = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      common("ca.key"),
    ];
    const extension = ["-addext", "basicConstraints=critical,CA:TRUE"];
    await openssl(
      ...plainRequest,
      "-x509",
      ...made,
      "-subj",
      "/CN=Foreign CA",
      ...extension,
      "-out",
      common("ca.pem"),
    );
    return ["-CA", common("ca.pem"), "-CAkey", common("ca.key"), "-set_serial", "7"];
  });
  const keyFile = once(async (terms) => {
    const place = common(`${terms.replace(/[^\w]/g, "")}.key`);
    await openssl("genpkey", ...terms.split(" "), "-out", place);
    return place;
  });
  return async ({ algorithm }, issuance, file) => {
    const terms =
      algorithm.kind === "rsa"
        ? `-algorithm RSA -pkeyopt rsa_keygen_bits:${algorithm.bits}`
        : `-algorithm EC -pkeyopt ec_paramgen_curve:${algorithm.curve}`;
    const key = await keyFile(terms);
    const subject = ["-key", key, "-subj", "/CN=device"];
    if (issuance === "self-signed") {
      await openssl(...plainRequest, "-x509", ...subject, "-out", file("k.pem"));
    } else {
      await openssl(...plainRequest, "-new", ...subject, "-out", file("k.csr"));
      await openssl("x509", "-req", "-in", file("k.csr"), ...(await ca("ca")), "-out", file("k.pem"));
    }
    const chain = issuance === "self-signed" ? [] : ["-certfile", common("ca.pem")];
    const parts = ["-inkey", key, "-in", file("k.pem"), ...chain, "-name", "device"];
    const triple = ["-legacy", "-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
    const sealed = ["-passout", `pass:${secret}`];
    await openssl("pkcs12", "-export", ...parts, ...sealed, "-out", file("k.p12"));
    await openssl("pkcs12", "-export", ...parts, ...triple, ...sealed, "-out", file("old.p12"));
    await openssl("pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", file("plain"));
    await openssl("pkey", "-traditional", "-in", key, "-out", file("traditional"));
    await openssl("pkcs8", "-topk8", "-in", key, ...sealed, "-out", file("encrypted"));
    const certificates =
      readFileSync(file("k.pem"), "latin1") +
      (chain[1] === undefined ? "" : readFileSync(chain[1], "latin1"));
    const pems = ["plain", "traditional", "encrypted"].map((name) => {
      writeFileSync(file(`${name}.pem`), certificates + readFileSync(file(name), "latin1"), { mode: 0o600 });
      return `${name}.pem`;
    });
    return [
      ...["k.p12", "old.p12"].map((name) => ({
        name,
        passwords: own,
        found: onlyKey("pkcs12", "device", issuance),
      })),
      ...pems.map((name) => ({ name, passwords: own, found: onlyKey("pem", "-", issuance) })),
    ];
  };
}

function certtoolWriter(shared: Shared): OpenWriter {
  const common = newWriterFolder(shared);
  const certtool = (...args: readonly string[]): Promise<string> => must("certtool", args);
  const ca = once(async () => {
    writeFileSync(common("ca.cfg"), "cn = Foreign CA\nca\ncert_signing_key\nexpiration_days = 30\n");
    const key = ["--generate-privkey", "--key-type", "ecdsa", "--curve", "secp256r1"];
    await certtool(...key, "--outfile", common("ca.key"));
    const made = ["--load-privkey", common("ca.key"), "--template", common("ca.cfg")];
    await certtool("--generate-self-signed", ...made, "--outfile", common("ca.pem"));
    return ["--load-ca-certificate", common("ca.pem"), "--load-ca-privkey", common("ca.key")];
  });
  const keyFile = once(async (terms) => {
    const place = common(`${terms.replace(/[^\w]/g, "")}.key`);
    await certtool("--generate-privkey", ...terms.split(" "), "--outfile", place);
    return place;
  });
  return async ({ algorithm }, issuance, file) => {
    const terms =
      algorithm.kind === "rsa"
        ? `--key-type rsa --bits ${algorithm.bits}`
        : `--key-type ecdsa --curve ${curveNames[algorithm.curve].secg}`;
    const key = await keyFile(terms);
    writeFileSync(file("k.cfg"), "cn = device\nsigning_key\ntls_www_client\nexpiration_days = 30\n");
    const isChain = issuance === "CA-signed";
    const signer = isChain ? await ca("ca") : [];
    const made = ["--load-privkey", key, "--template", file("k.cfg"), ...signer, "--outfile", file("k.pem")];
    await certtool(isChain ? "--generate-certificate" : "--generate-self-signed", ...made);
    const parts = ["--load-privkey", key, "--load-certificate", file("k.pem"), ...signer.slice(0, 2)];
    const sealed = ["--password", secret];
    // GnuTLS derives each of three keys with 600,000 rounds, a good part of a second: one file is enough.
    const named = [...sealed, "--p12-name", "device"];
    await certtool("--to-p12", ...parts, ...named, "--outder", "--outfile", file("k.p12"));
    const issuer = isChain ? readFileSync(common("ca.pem"), "latin1") : "";
    const certificates = readFileSync(file("k.pem"), "latin1") + issuer;
    writeFileSync(file("plain.pem"), readFileSync(key, "latin1") + certificates, { mode: 0o600 });
    return [
      { name: "k.p12", passwords: own, found: onlyKey("pkcs12", "device", issuance) },
      { name: "plain.pem", passwords: {}, found: onlyKey("pem", "-", issuance) },
    ];
  };
}

function nssWriter(): OpenWriter {
  return async ({ algorithm }, issuance, file) => {
    mkdirSync(file("nss"));
    writeFileSync(file("noise"), "what certutil would have a person type on a keyboard");
    const at = ["-d", `sql:${file("nss")}`];
    await must("certutil", ["-N", ...at, "--empty-password"]);
    const make = (name: string, subject: string, ...terms: readonly string[]): Promise<string> =>
      must("certutil", ["-S", ...at, "-n", name, "-s", subject, "-z", file("noise"), "-v", "12", ...terms]);
    const terms =
      algorithm.kind === "rsa"
        ? ["-k", "rsa", "-g", String(algorithm.bits)]
        : ["-k", "ec", "-q", curveNames[algorithm.curve].nss];
    if (issuance === "self-signed") {
      await make("device", "CN=device", "-x", "-m", "1", "-t", "u,,", ...terms);
    } else {
      await make("ca", "CN=Foreign CA", "-x", "-m", "1", "-t", "CT,,", "-k", "ec", "-q", "nistp256");
      await make("device", "CN=device", "-c", "ca", "-m", "2", "-t", "u,,", ...terms);
    }
    await must("pk12util", [...at, "-o", file("k.p12"), "-n", "device", "-W", secret]);
    return [{ name: "k.p12", passwords: own, found: onlyKey("pkcs12", "device", issuance) }];
  };
}

function scriptWriter({ jvm }: Shared): OpenWriter {
  return async ({ algorithm }, _, file) => {
    const properties = file("keygen.properties");
    writeFileSync(properties, scriptText(algorithm));
    await runScriptRecipe(properties, {
      ...(algorithm.kind === "rsa" ? { rsaBits: algorithm.bits } : {}),
      runTool: (name, args) => (name === "keytool" ? jvm.keytool(...args) : runTool(name, args)),
    });
    assert.equal(path.dirname(properties), path.dirname(file("client.jks")));
    return scriptFiles(algorithm.kind === "rsa" ? "jks" : "pkcs12");
  };
}

function scriptText(algorithm: MatrixKey["algorithm"]): string {
  const common = ["DOMAIN_SUFFIX=device"];
  if (algorithm.kind === "rsa") {
    const current = [
      "SUBJECT_ALTERNATIVE_NAMES",
      "SERVER_KEY_ALG",
      "SERVER_KEY_GROUP_NAME",
      "CLIENT_KEY_ALG",
    ];
    return soundTextWith(common.join("\n"), [...current, "CLIENT_KEY_GROUP_NAME"]);
  }
  const curve = curveNames[algorithm.curve].secg;
  const groups = [`SERVER_KEY_GROUP_NAME=${curve}`, `CLIENT_KEY_GROUP_NAME=${curve}`];
  return soundTextWith([...common, ...groups].join("\n"));
}

/** The how-to's server script writes no more than a keystore; keytool has written PKCS#12 as `.jks` since Java 9. */
function scriptFiles(format: "jks" | "pkcs12"): readonly Written[] {
  const client = { storePassword: "ClientSecret7x" };
  const server = { storePassword: "ServerSecret7x" };
  const serverAlone = "pkcs12; key serveralias KEY, device";
  return [
    {
      name: "client.jks",
      passwords: client,
      found: `${format}; key clientalias KEY, device; trusted serveralias device`,
    },
    { name: "client.p12", passwords: client, found: "pkcs12; key clientalias KEY, device" },
    { name: "client.pem", passwords: client, found: "pem; key - KEY, device" },
    { name: "client.nopass.pem", passwords: {}, found: "pem; key - KEY, device" },
    { name: "server.jks", passwords: server, found: `${format}; key serveralias KEY, device` },
    ...(format === "jks"
      ? []
      : [
          { name: "server.p12", passwords: server, found: serverAlone },
          { name: "server.pem", passwords: server, found: "pem; key - KEY, device" },
        ]),
  ];
}
