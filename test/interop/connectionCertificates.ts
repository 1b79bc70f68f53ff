import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { requireTool } from "../support/tools";
import type { Certificate } from "./testServerRig";

const openssl = requireTool("openssl");

/** The name that our tests dial. */
export const localhostName = "subjectAltName=DNS:localhost";

/** Makes a CA. */
export function newCa(folder: string, name: string): Certificate {
  const files = filesOf(folder, name);
  const ca = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"];
  run([
    "req",
    "-x509",
    ...newKey(files),
    "-out",
    files.certificateFile,
    "-days",
    "3000",
    "-subj",
    `/CN=${name}`,
    ...ca,
  ]);
  return read(files);
}

/** Certificates of one CA, with dates of one's own: `openssl ca`, which keeps its book in the folder. */
export interface Order {
  readonly name: string;
  /** Lines of an extension section of x509v3_config(5). */
  readonly extensions: readonly string[];
  readonly from: Date;
  readonly to: Date;
  readonly newKey?: readonly string[];
}

/** Has a CA sign a certificate. */
export function signedBy(folder: string, issuer: Certificate, order: Order): Certificate {
  const files = filesOf(folder, order.name);
  const request = path.join(folder, `${order.name}.csr`);
  run(["req", "-new", ...newKey(files, order.newKey), "-subj", `/CN=${order.name}`, "-out", request]);
  const book = bookOf(folder, issuer, order.extensions);
  const dates = ["-startdate", dateText(order.from), "-enddate", dateText(order.to)];
  run(["ca", "-batch", "-notext", "-config", book, "-in", request, "-out", files.certificateFile, ...dates]);
  return read(files);
}

/** Revokes certificates of a CA; gives the CRL's file. */
export function revokedBy(folder: string, issuer: Certificate, revoked: Certificate): string {
  const book = bookOf(folder, issuer, []);
  const file = path.join(folder, "revoked.crl");
  run(["ca", "-config", book, "-revoke", revoked.certificateFile]);
  run(["ca", "-config", book, "-gencrl", "-crldays", "30", "-out", file]);
  return file;
}

function bookOf(folder: string, issuer: Certificate, extensions: readonly string[]): string {
  const file = path.join(folder, "ca.cnf");
  const database = path.join(folder, "ca.txt");
  writeFileSync(database, "", { flag: "a" });
  const lines = [
    "[ca]",
    "default_ca = book",
    "[book]",
    `database = ${database}`,
    `new_certs_dir = ${folder}`,
    `certificate = ${issuer.certificateFile}`,
    `private_key = ${issuer.keyFile}`,
    "rand_serial = yes",
    "default_md = sha256",
    "unique_subject = no",
    "policy = any",
    "x509_extensions = wanted",
    "[any]",
    "commonName = supplied",
    "[wanted]",
    ...extensions,
  ];
  writeFileSync(file, lines.join("\n") + "\n");
  return file;
}

interface Files {
  readonly certificateFile: string;
  readonly keyFile: string;
}

function filesOf(folder: string, name: string): Files {
  return { certificateFile: path.join(folder, `${name}.crt`), keyFile: path.join(folder, `${name}.key`) };
}

const p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

function newKey({ keyFile }: Files, kind: readonly string[] = p256): readonly string[] {
  return [...kind, "-nodes", "-keyout", keyFile];
}

/** YYYYMMDDHHMMSSZ. */
function dateText(date: Date): string {
  return date.toISOString().replace(/[-:T]|\.\d+/g, "");
}

function run(args: readonly string[]): void {
  execFileSync(openssl, args, { stdio: ["ignore", "ignore", "pipe"] });
}

function read(files: Files): Certificate {
  return {
    ...files,
    certificatePem: readFileSync(files.certificateFile, "utf8"),
    keyPem: readFileSync(files.keyFile, "utf8"),
  };
}
