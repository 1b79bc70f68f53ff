import { request as requestPlain, type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";
import { rootCertificates } from "node:tls";
import { fail, ok, type Result } from "../core/result";
import type { Http, HttpFailure, HttpRequest, HttpResponse } from "../flows/world";
import { bounded } from "./bounded";

type Outcome = Result<HttpResponse, HttpFailure>;

/** HTTP through Node's own modules, which VS Code leads through its proxy. No connection is kept. */
export function nodeHttp(): Http {
  return { send };
}

async function send(request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
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

function begin(request: HttpRequest, settle: (outcome: Outcome) => void): ClientRequest | undefined {
  const { method, url, headers, body, trustedPem, maxBytes } = request;
  const isSecure = url.startsWith("https:");
  const trust = trustedPem === undefined ? {} : { ca: [...rootCertificates, ...trustedPem] };
  const options = { method, headers: { ...headers, ...lengthOf(body) }, agent: false, ...trust };
  const outgoing = isSecure ? requestSecure(url, options) : requestPlain(url, options);
  outgoing.on("response", (response) => {
    receive(response, maxBytes, settle);
  });
  // Later errors have no one to go to, and one without a listener would end the program.
  outgoing.on("error", (error) => {
    settle(fail(failureOf(error)));
  });
  outgoing.end(body);
  return outgoing;
}

function lengthOf(body: string | undefined): Readonly<Record<string, string>> {
  return body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
}

function receive(response: IncomingMessage, maxBytes: number, settle: (outcome: Outcome) => void): void {
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  response.on("data", (chunk: Buffer) => {
    receivedBytes += chunk.length;
    if (receivedBytes > maxBytes) {
      settle(fail({ code: "http-too-large" }));
      response.destroy();
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

function failureOf(error: NodeJS.ErrnoException): HttpFailure {
  const cause = error.code ?? "unknown";
  if (cause.startsWith("HPE_")) {
    return { code: "http-broken-off", cause };
  }
  return { code: tlsCode.test(cause) ? "http-tls" : "http-unreachable", cause };
}
