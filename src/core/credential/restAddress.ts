import { fail, ok, type Result } from "../result";

/** Where a ThingsBoard has its REST API: parsed from its `restUrl`. */
export interface RestAddress {
  /** Scheme, host, port and path in one spelling, without a slash at the end. */
  readonly url: string;
  /** Name or IP address, with its port where that is not the scheme's own. */
  readonly host: string;
  readonly isEncrypted: boolean;
  /** What is sent there does not leave this machine. */
  readonly isLoopback: boolean;
}

/** Why a `restUrl` is no address of a REST API. */
export interface RestAddressFailure {
  readonly code: "rest-address-invalid";
  /** `user-info`: a name or password in it; `query`: a query or fragment, which calls would be added to. */
  readonly reason: "scheme" | "host" | "user-info" | "query";
}

/** Parses `https://host[:port][/path]`, or `http://`. */
export function parseRestAddress(text: string): Result<RestAddress, RestAddressFailure> {
  const written = text.trim();
  if (!/^https?:\/\//i.test(written)) {
    return refuse("scheme");
  }
  if (!URL.canParse(written)) {
    return refuse("host");
  }
  const { protocol, username, password, host, hostname, pathname, search, hash } = new URL(written);
  if (username !== "" || password !== "") {
    return refuse("user-info");
  }
  if (search !== "" || hash !== "") {
    return refuse("query");
  }
  return ok({
    url: `${protocol}//${host}${pathname.replace(/(?<!\/)\/+$/, "")}`,
    host,
    isEncrypted: protocol === "https:",
    isLoopback: isLoopback(hostname),
  });
}

/**
 * Tells whether what is sent to a host stays on this machine; it is spelled as `URL` spells it. Source: RFC 6761 §6.3,
 * RFC 1122 §3.2.1.3, RFC 4291 §2.5.3.
 */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function refuse(reason: RestAddressFailure["reason"]): Result<never, RestAddressFailure> {
  return fail({ code: "rest-address-invalid", reason });
}
