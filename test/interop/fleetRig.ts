import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { issueCa, issueSelfSigned, issueSignedBy } from "../../src/core/certificate/issue";
import type { Issued } from "../../src/core/certificate/issued";
import { signerCertificateOf, signerOf, type Signer } from "../../src/core/certificate/signer";
import { identityOf } from "../../src/core/identity/identityOf";
import { writePem } from "../../src/core/keystore/pem";
import { newKeyPair } from "../support/identities";
import { profileOf, soundTextWith } from "../support/profiles";

const algorithm = { kind: "ec", curve: "P-256" } as const;
const dayMs = 86_400_000;

/** A CA of its own for some devices. */
export interface FleetCa {
  readonly signer: Signer;
  readonly certificatePem: string;
}

/** Makes one. */
export function newFleetCa(commonName: string): FleetCa {
  const keys = newKeyPair(algorithm);
  const { certificateDer } = issueCa({ commonName }, algorithm, keys, termsFrom(new Date(), 100));
  const certificate = signerCertificateOf(certificateDer);
  assert.ok(certificate.ok);
  const signer = signerOf(certificate.value, keys.privateKeyPkcs8Der);
  assert.ok(signer.ok);
  return { signer: signer.value, certificatePem: writePem("CERTIFICATE", certificateDer) };
}

/** How a device of a fleet is. */
export interface FleetDevice {
  readonly name: string;
  /** Signed by its own key where absent. */
  readonly ca?: FleetCa;
  /** Whether its certificate has ended. */
  readonly isExpired?: boolean;
  readonly hasNoCertificate?: boolean;
}

/** A folder with a folder for each device, and in each what a connection needs: there are no keystores. */
export interface FleetFolder {
  readonly folder: string;
  /** Absolute paths of the properties files. */
  readonly devices: readonly string[];
  readonly file: (name: string) => string;
  readonly put: (name: string, content: string) => string;
  readonly remove: () => void;
}

/** Makes one; each device trusts the server's certificate. */
export function newFleet(devices: readonly FleetDevice[], serverPem: string): FleetFolder {
  const folder = mkdtempSync(path.join(tmpdir(), "tb-fleet-"));
  const file = (name: string): string => path.join(folder, name);
  return {
    folder,
    devices: devices.map((device) => putDevice(file(device.name), device, serverPem)),
    file,
    put: (name, content) => {
      writeFileSync(file(name), content);
      return file(name);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function putDevice(folder: string, device: FleetDevice, serverPem: string): string {
  mkdirSync(folder);
  const text = soundTextWith(`DOMAIN_SUFFIX=${device.name}`);
  const propertiesPath = path.join(folder, "keygen.properties");
  writeFileSync(propertiesPath, text);
  writeFileSync(path.join(folder, "server.pub.pem"), serverPem);
  if (device.hasNoCertificate !== true) {
    const { certificateDer, issuersDer, privateKeyPkcs8Der } = issuedFor(text, device);
    const chain = [certificateDer, ...issuersDer].map((der) => writePem("CERTIFICATE", der)).join("");
    const key = writePem("PRIVATE KEY", privateKeyPkcs8Der);
    writeFileSync(path.join(folder, "client.pub.pem"), writePem("CERTIFICATE", certificateDer));
    writeFileSync(path.join(folder, "client.nopass.pem"), key + chain, { mode: 0o600 });
  }
  return propertiesPath;
}

function issuedFor(text: string, { ca, isExpired = false }: FleetDevice): Issued {
  const identity = identityOf(profileOf(text), "client");
  assert.ok(identity.ok);
  const keys = newKeyPair(algorithm);
  const terms = termsFrom(new Date(Date.now() - (isExpired ? 30 * dayMs : 0)), isExpired ? 10 : 90);
  return ca === undefined
    ? issueSelfSigned(identity.value, keys, terms)
    : issueSignedBy(ca.signer, identity.value, keys, terms);
}

function termsFrom(now: Date, validityDays: number): Parameters<typeof issueSelfSigned>[2] {
  return { now, validityDays, serial: new Uint8Array(randomBytes(16)) };
}

/** Names so many devices. */
export function named(prefix: string, count: number, more: Partial<FleetDevice> = {}): FleetDevice[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${prefix}-${String(index)}`, ...more }));
}
