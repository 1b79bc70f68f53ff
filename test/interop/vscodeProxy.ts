import http from "node:http";
import https from "node:https";
import { createRequire, syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { ensureCodeServer } from "../../scripts/setup/codeServer.mjs";

/** VS Code's settings about proxies, and the environment that it was started in. */
export interface ProxySettings {
  readonly proxy?: string;
  readonly noProxy?: readonly string[];
  readonly proxySupport?: "override" | "fallback" | "on" | "off";
  readonly env?: Readonly<Record<string, string>>;
}

/** The part of `@vscode/proxy-agent` that the extension host calls. */
interface ProxyAgent {
  createProxyResolver(params: object): { readonly resolveProxyWithRequest: ResolveProxy };
  createHttpPatch(params: object, originals: object, resolve: ResolveProxy): object;
}

type ResolveProxy = (...args: readonly unknown[]) => void;

/** Its timer for telemetry, ten minutes, keeps no test running. */
function withoutWaiting(resolve: ResolveProxy): ResolveProxy {
  return (...args) => {
    const usual = globalThis.setTimeout;
    const unreferenced = (work: () => void, ms?: number): NodeJS.Timeout => usual(work, ms).unref();
    globalThis.setTimeout = Object.assign(unreferenced, { __promisify__: usual.__promisify__ });
    resolve(...args);
    globalThis.setTimeout = usual;
  };
}

/** Node's own, before anybody led them elsewhere. */
const own = { http: { ...http }, https: { ...https } };

const silent = () => undefined;
const log = { trace: silent, debug: silent, info: silent, warning: silent, error: silent };

/** Leads Node's modules through a proxy with the code with which VS Code does that in its extension host. */
export async function actAsVscode(settings: ProxySettings): Promise<void> {
  const { vscode } = await ensureCodeServer();
  const agent = createRequire(path.join(vscode, "package.json"))("@vscode/proxy-agent") as ProxyAgent;
  const params = {
    resolveProxy: () => Promise.resolve(undefined),
    getProxyURL: () => settings.proxy,
    getProxySupport: () => settings.proxySupport ?? "override",
    getNoProxyConfig: () => settings.noProxy ?? [],
    isUseHostProxyEnabled: () => false,
    addCertificatesV1: () => false,
    addCertificatesV2: () => false,
    loadSystemCertificatesFromNode: () => false,
    getLogLevel: () => 4,
    proxyResolveTelemetry: silent,
    log,
    env: settings.env ?? {},
  };
  const { resolveProxyWithRequest } = agent.createProxyResolver(params);
  const resolve = withoutWaiting(resolveProxyWithRequest);
  Object.assign(http, agent.createHttpPatch(params, own.http, resolve));
  Object.assign(https, agent.createHttpPatch(params, own.https, resolve));
  syncBuiltinESMExports();
}

/** Node's modules as they were. */
export function actAsNode(): void {
  Object.assign(http, { get: own.http.get, request: own.http.request });
  Object.assign(https, { get: own.https.get, request: own.https.request });
  syncBuiltinESMExports();
}
