import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import type { Expected } from "../connectionCheck";
import type { Choices, Device } from "../connectionDevice";
import type { Running } from "../connectionServers";
import type { Lab } from "./lab";
import type { Place } from "./places";

/** What shows the fault. */
export type Peer =
  | "the device's files"
  | "no server"
  | "Node net"
  | "Node tls"
  | "mosquitto"
  | "openssl s_server"
  | "gnutls-serv"
  | "Java"
  | "Erlang"
  | "RabbitMQ"
  | "Local Test Server";

/** The one version of TLS that a peer speaks. */
export type TlsVersion = "TLSv1.2" | "TLSv1.3";

export const tlsVersions: readonly TlsVersion[] = ["TLSv1.2", "TLSv1.3"];

/** A cause that no client can tell, and why that is so. */
export interface Untold {
  readonly cause: DiagnosisCode;
  readonly why: string;
}

/** One real fault, and what a test connection has to say of it. */
export interface Fault {
  /** In a few words; with `peer` and `tls` unique in the lab. */
  readonly what: string;
  readonly peer: Peer;
  readonly tls?: TlsVersion;
  readonly code: DiagnosisCode;
  /** What is wrong in truth, where nothing that reaches a client or that it can ask for says so; default `code`. */
  readonly untold?: Untold;
  /** Facts of the sentence, among others. */
  readonly facts?: Expected;
  readonly serve: (lab: Lab) => Promise<Running> | Running;
  readonly choices?: (lab: Lab) => Choices;
  /** Default: the lab's own, whose certificate is sound. */
  readonly device?: (lab: Lab) => Device;
  /** Default: the machine itself. */
  readonly place?: Place;
  /** The connection comes up, and ends with this code. */
  readonly live?: true;
}

/** Names a fault; the tests, the table and the neighbours call it so. */
export function nameOf({ what, peer, tls }: Fault): string {
  return [peer, ...(tls === undefined ? [] : [tls]), what].join(", ");
}
