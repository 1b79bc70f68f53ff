import { fail, ok, type Result } from "../result";

/** Where a server listens: parsed from its `mqttUrl`. */
export interface Endpoint {
  /** A name in lower case, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Why an `mqttUrl` is no address for a two-way TLS test. */
export interface UrlFailure {
  readonly code: "server-url-invalid";
  /** `not-tls`: `mqtt://` or `tcp://`, where no certificate is shown; `scheme`: another or none; `user-info`: a name or password in it. */
  readonly reason: "not-tls" | "scheme" | "user-info" | "host" | "port";
}

/** The port of MQTT over TLS (IANA `secure-mqtt`). */
export const usualTlsPort = 8883;

const schemes: ReadonlyMap<string, "tls" | "plain"> = new Map([
  ["mqtts", "tls"],
  ["ssl", "tls"],
  ["tls", "tls"],
  ["mqtt", "plain"],
  ["tcp", "plain"],
]);

/** Parses `mqtts://host[:port]`, also `ssl://` and `tls://`; an IPv6 address stands in brackets. Port default 8883. */
export function parseMqttUrl(text: string): Result<Endpoint, UrlFailure> {
  const [, scheme, authority = ""] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)\/?$/i.exec(text.trim()) ?? [];
  const transport = scheme === undefined ? undefined : schemes.get(scheme.toLowerCase());
  if (transport !== "tls") {
    return refuse(transport === "plain" ? "not-tls" : "scheme");
  }
  if (authority.includes("@")) {
    return refuse("user-info");
  }
  return endpointOf(authority);
}

/**
 * Gives the `mqtts://` address of the same host at another port, whatever scheme, port and user a text has; undefined where
 * no host can be read.
 */
export function addressAtPort(text: string, port: number): string | undefined {
  const [authority = ""] = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .split(/[/?#]/);
  const endpoint = endpointOf(authority.replace(/^.*@/, "").replace(/:[^:\]]*$/, ""));
  if (!endpoint.ok) {
    return undefined;
  }
  const { host } = endpoint.value;
  return `mqtts://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** `host[:port]` or `[IPv6 address][:port]`. */
function endpointOf(authority: string): Result<Endpoint, UrlFailure> {
  const [, v6, name, portText] =
    /^(?:\[([0-9a-f:.]+(?:%[\w.-]+)?)\]|([^:[\]\s]+))(?::(.*))?$/i.exec(authority) ?? [];
  const host = v6 ?? name;
  if (host === undefined) {
    return refuse("host");
  }
  const port = portText === undefined ? usualTlsPort : portOf(portText);
  return port === undefined ? refuse("port") : ok({ host: host.toLowerCase(), port });
}

/**
 * Gives a client id that stays the same for a certificate: letters and digits, at most 23 characters, which every
 * MQTT 3.1.1 server takes (§3.1.3.1). The fingerprint keeps two devices of one prefix apart.
 */
export function clientIdOf(prefix: string, fingerprint256: string): string {
  const name = prefix.replace(/[^A-Za-z0-9]/g, "").slice(0, 15);
  const mark = fingerprint256.replace(/[^A-Fa-f0-9]/g, "").slice(0, 8);
  return (name === "" ? "device" : name) + mark.toLowerCase();
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

function refuse(reason: UrlFailure["reason"]): Result<never, UrlFailure> {
  return fail({ code: "server-url-invalid", reason });
}
