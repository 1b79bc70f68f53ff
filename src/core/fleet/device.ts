import type { Signer } from "../certificate/signer";
import type { Identity } from "../identity/identity";
import type { KeystoreFormats } from "../keystore/bundleOf";

/** What one row is to become. */
export interface PlannedDevice {
  /** The header is 1. */
  readonly row: number;
  /** Of the CSV, from 1: where the row begins. */
  readonly line: number;
  /** Of the device, its folder, its certificate and its files. */
  readonly name: string;
  readonly propertiesText: string;
  /** What the text says. */
  readonly identity: Identity;
}

/** What holds for all devices of a fleet; it can be copied to another thread. */
export interface FleetTerms {
  /** Absolute path of the folder that holds those of the devices. */
  readonly folder: string;
  /** Whole days. */
  readonly validityDays: number;
  readonly formats: KeystoreFormats;
  /** The device CA that signs; without one each certificate is signed by its own key. */
  readonly signer?: Signer;
  /** The server's certificate, put beside each device's properties file where it has none. */
  readonly serverCertificate?: ServerCertificate;
  /** Whether what is there and is another may be replaced; an old bundle is then kept in `backup/`. */
  readonly overwrite: boolean;
}

/** A server's public certificate. */
export interface ServerCertificate {
  readonly name: string;
  readonly pem: Uint8Array;
}

/** What became of a device. */
export type MadeDevice =
  | { readonly kind: "generated" }
  /** It was there already, whole and as its row says. */
  | { readonly kind: "skipped" }
  | { readonly kind: "failed"; readonly failure: DeviceRefusal };

/** Why a device was not made. */
export interface DeviceRefusal {
  readonly code: string;
  /** Absolute path of what stands in the way. */
  readonly path?: string;
  readonly cause?: string;
}
