/** What a program of the device's own needs to connect as Test Connection does. */
export interface ClientFacts {
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** The one that Test Connection uses for this certificate. */
  readonly clientId: string;
  /** Absolute path of `P.nopass.pem`: key and certificate. */
  readonly ownPem: string;
  /** Absolute path of `P.jks`. */
  readonly ownJks: string;
  /** Absolute path of the PEM file with the trust anchors; absent: those of the machine that the program runs on. */
  readonly trustPem?: string;
  /** What is sent, where that is not the sample; `mosquitto_pub` alone knows it. */
  readonly message?: SentMessage;
}

/** A message to send. */
export interface SentMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** The telemetry that each program sends, JSON. */
export const sampleTelemetry = '{"temperature":21.5}';

/** Gives `host:port`, an IPv6 address in brackets (RFC 3986 §3.2.2). */
export function authorityOf({ host, port }: ClientFacts): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
