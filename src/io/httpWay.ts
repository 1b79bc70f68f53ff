import { Agent as PlainAgent, ClientRequest, request as requestPlain, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as requestSecure, type RequestOptions } from "node:https";
import type { Socket } from "node:net";
import { checkServerIdentity, TLSSocket, type DetailedPeerCertificate } from "node:tls";
import { urlToHttpOptions } from "node:url";
import { isLoopback } from "../core/credential/restAddress";
import type { HttpFailure } from "../flows/world";

/** What is known of the way to a server, as far as a request has come. */
export interface Way {
  /** Host and port of the proxy that it goes through; undefined where it goes straight. */
  proxy: string | undefined;
  /** Why there is no connection to the proxy. */
  proxyFailure: { readonly cause?: string } | undefined;
  /** The chain that the server showed, leaf first. */
  presentedDer: readonly Uint8Array[];
}

/**
 * Opens a request by the way that VS Code's settings and the environment name: VS Code leads `request` of Node's modules
 * through its proxy, where no agent is given. What is for this machine does not leave it. `watchWay` tells what became of it.
 */
export function openRequest(url: string, options: RequestOptions): ClientRequest {
  const target = new URL(url);
  const isSecure = target.protocol === "https:";
  const host = target.hostname.replace(/^\[|\]$/g, "");
  const secured = {
    ...options,
    // Behind a proxy the name of an IP address would be checked against another: `https-proxy-agent` leaves it out.
    checkServerIdentity: (_host, certificate) => checkServerIdentity(host, certificate),
  } satisfies RequestOptions;
  if (isLoopback(target.hostname) && !knownLoopbacks.includes(host)) {
    const agent = isSecure ? new SecureAgent() : new PlainAgent();
    return new ClientRequest({ ...urlToHttpOptions(target), ...(isSecure ? secured : options), agent });
  }
  return isSecure ? requestSecure(url, secured) : requestPlain(url, options);
}

/** The names of this machine that VS Code sends to no proxy; those beside them it does not know. Source: `@vscode/proxy-agent`. */
const knownLoopbacks: readonly string[] = ["localhost", "127.0.0.1", "::1"];

/** Follows a request on its way. */
export function watchWay(outgoing: ClientRequest): Way {
  const way: Way = { proxy: undefined, proxyFailure: undefined, presentedDer: [] };
  // VS Code's agent tells which way it took, or could not take.
  outgoing.on("proxy", (taken: { readonly proxy?: unknown; readonly error?: unknown }) => {
    way.proxy = proxyIn(taken.proxy);
    way.proxyFailure = taken.error === undefined ? undefined : causeOf(taken.error);
  });
  outgoing.on("socket", (socket: Socket) => {
    if (socket instanceof TLSSocket) {
      // Before Node judges the chain: where it refuses that, the connection is gone when the error comes.
      socket.prependListener("secure", () => {
        way.presentedDer = presentedBy(socket);
      });
    }
  });
  return way;
}

/** What nobody needs: a longer chain than this is cut off. */
const longestChain = 16;

/** Reads the chain and leaves it to Node, which has to judge it: `getPeerX509Certificate` would take it away. */
function presentedBy(socket: TLSSocket): readonly Uint8Array[] {
  const chain: DetailedPeerCertificate[] = [];
  let one: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true);
  // The last one, which signed itself, is its own issuer.
  while (isCertificate(one) && !chain.includes(one) && chain.length < longestChain) {
    chain.push(one);
    one = one.issuerCertificate;
  }
  return chain.map(({ raw }) => raw);
}

/** Node gives an empty object where there is none. */
function isCertificate(one: Partial<DetailedPeerCertificate> | undefined): one is DetailedPeerCertificate {
  return one?.raw !== undefined;
}

/** The host and port in `PROXY user:password@host:port`, the words of proxy auto-configuration; undefined: none is used. */
function proxyIn(words: unknown): string | undefined {
  return typeof words === "string"
    ? /^(?:PROXY|HTTPS?|SOCKS[45]?)\s+(?:\S*@)?([^\s@/]+)/.exec(words)?.[1]
    : undefined;
}

function causeOf(error: unknown): { readonly cause?: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? { cause: code } : {};
}

/** The failure where no connection came up because of the proxy. */
export function proxyFailureOf({ proxy, proxyFailure }: Way): HttpFailure | undefined {
  return proxy === undefined || proxyFailure === undefined
    ? undefined
    : { code: "http-proxy-unreachable", proxy, ...proxyFailure };
}

/**
 * The failure where the proxy answered in the place of the server. Whatever comes without TLS where TLS was asked for is
 * the proxy's: nobody has proved to be the server.
 */
export function proxyRefusalOf(
  response: IncomingMessage,
  url: string,
  { proxy = "" }: Way,
): HttpFailure | undefined {
  const status = response.statusCode ?? 0;
  const isUnproven = url.startsWith("https:") && !(response.socket instanceof TLSSocket);
  if (status === 407 && (isUnproven || proxy !== "")) {
    return { code: "http-proxy-unauthorized", proxy };
  }
  return isUnproven ? { code: "http-proxy-refused", proxy, status } : undefined;
}
