import type { ClientRequest, IncomingMessage } from "node:http";
import { rootCertificates } from "node:tls";
import { fail, ok, type Result } from "../core/result";
import type { Http, HttpFailure, HttpRequest, HttpResponse } from "../flows/world";
import { bounded } from "./bounded";
import { openRequest, proxyFailureOf, proxyRefusalOf, watchWay, type Way } from "./httpWay";

type Outcome = Result<HttpResponse, HttpFailure>;

/**
 * HTTP through Node's own modules, which VS Code leads through its proxy. No connection and no cookie is kept, nothing is
 * decompressed, and no redirect is followed.
 */
export function nodeHttp(): Http {
  return { send };
}

/** The largest head of a response, bytes: ThingsBoard's have one. */
const mostHeaderBytes = 65_536;

async function send(request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
  if (request.delayMs !== undefined && request.delayMs > 0) {
    await bounded(request.delayMs, signal, { start: () => undefined, late: () => undefined });
  }
  const state: { outgoing?: ClientRequest | undefined; outcome: Outcome } = {
    outcome: fail({ code: "cancelled" }),
  };
  const outcome = await bounded<Outcome>(request.timeoutMs, signal, {
    start: (done) => {
      const settle = (value: Outcome): void => {
        done(value, () => undefined);
      };
      state.outgoing = begin(request, settle);
    },
    late: () => {
      state.outcome = fail({ code: "http-timeout" });
    },
  });
  state.outgoing?.destroy();
  return outcome ?? state.outcome;
}

function begin(request: HttpRequest, settle: (outcome: Outcome) => void): ClientRequest {
  const outgoing = opened(request);
  const way = watchWay(outgoing);
  let isSent = false;
  outgoing.on("finish", () => {
    isSent = true;
  });
  outgoing.on("response", (response) => {
    const refusal = proxyRefusalOf(response, request.url, way);
    if (refusal === undefined) {
      receive(response, request.maxBytes, settle);
      return;
    }
    response.on("error", () => undefined);
    settle(fail(refusal));
    response.destroy();
  });
  // Later errors have no one to go to, and one without a listener would end the program.
  outgoing.on("error", (error) => {
    settle(fail(proxyFailureOf(way) ?? failureOf(error, isSent, way)));
  });
  // 101 and the like: nobody asked for another protocol.
  outgoing.on("upgrade", (_response, socket) => {
    socket.destroy();
    settle(fail({ code: "http-broken-off", cause: "UPGRADE" }));
  });
  outgoing.end(request.body);
  return outgoing;
}

function opened({ method, url, headers, body, trustedPem }: HttpRequest): ClientRequest {
  const trust = trustedPem === undefined ? {} : { ca: [...rootCertificates, ...trustedPem] };
  const options = {
    method,
    // Without an agent of ours: VS Code's setting http.proxySupport leads only such requests in its mode "on".
    headers: { ...headers, "Accept-Encoding": "identity", Connection: "close", ...lengthOf(body) },
    maxHeaderSize: mostHeaderBytes,
    insecureHTTPParser: false,
    ...trust,
  };
  return openRequest(url, options);
}

function lengthOf(body: string | undefined): Readonly<Record<string, string>> {
  return body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
}

function receive(response: IncomingMessage, maxBytes: number, settle: (outcome: Outcome) => void): void {
  const tooLarge = (): void => {
    settle(fail({ code: "http-too-large" }));
    response.destroy();
  };
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) {
    response.on("error", () => undefined);
    tooLarge();
    return;
  }
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  response.on("data", (chunk: Buffer) => {
    receivedBytes += chunk.length;
    if (receivedBytes > maxBytes) {
      tooLarge();
      return;
    }
    chunks.push(chunk);
  });
  response.on("error", (error: NodeJS.ErrnoException) => {
    settle(fail({ code: "http-broken-off", ...(error.code === undefined ? {} : { cause: error.code }) }));
  });
  response.on("end", () => {
    settle(
      response.complete
        ? ok({
            status: response.statusCode ?? 0,
            headers: headersOf(response),
            body: Buffer.concat(chunks).toString("utf8"),
          })
        : fail({ code: "http-broken-off" }),
    );
  });
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** Codes of TLS: OpenSSL's and BoringSSL's `ERR_SSL_…`, and Node's verdicts on a certificate. */
const tlsCode =
  /^ERR_(SSL|TLS)_|CERT|^UNABLE_TO_|^EPROTO$|_SELF_SIGNED_|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$/;

/** Codes of a connection that was up and is gone. */
const goneCodes: readonly string[] = ["ECONNRESET", "EPIPE", "ECONNABORTED"];

/** A connection that ends after the request went out may have had its effect. */
function failureOf(error: NodeJS.ErrnoException, isSent: boolean, { presentedDer }: Way): HttpFailure {
  const cause = error.code ?? "unknown";
  if (cause === "HPE_HEADER_OVERFLOW") {
    return { code: "http-too-large", cause };
  }
  if (cause.startsWith("HPE_") || (isSent && goneCodes.includes(cause))) {
    return { code: "http-broken-off", cause };
  }
  if (!tlsCode.test(cause)) {
    return { code: "http-unreachable", cause };
  }
  return { code: "http-tls", cause, ...(presentedDer.length === 0 ? {} : { presentedDer }) };
}
