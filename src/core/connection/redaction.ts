import type { Arrival } from "./arrival";
import { isIpAddress } from "./hostName";
import { addressAtPort, parseMqttUrl } from "./options";
import type { ReportFacts } from "./report";

/** What must not leave this machine with a report. */
export interface RedactionTerms {
  /** Passwords of the properties file. */
  readonly secrets: readonly string[];
  /** Absolute paths of folders that paths are to be told from. */
  readonly folders: readonly string[];
  /** Absolute; its last part is taken for the person's user name. */
  readonly homeFolder: string;
  /** This machine's own name. */
  readonly machineName: string;
  /** True leaves host names and addresses as they are. */
  readonly hostNames: boolean;
  /** True leaves the values that the device sent; absent, they become `[value]`. */
  readonly values?: boolean;
}

type Rewrite = (text: string) => string;

/**
 * Gives a report that may be shown to a stranger. Secrets become `[secret]`, tokens `[token]`, PEM blocks `[PEM]`; paths are
 * told from the folders or from `~`; host names and IP addresses become `host-1`, `host-2` …, the same one always the same.
 * Loopback addresses and localhost stay: they are everybody's. Values that the device sent become `[value]`. Texts alone are
 * rewritten, never codes.
 */
export function redactedReport(report: ReportFacts, terms: RedactionTerms): ReportFacts {
  const hosts = terms.hostNames ? undefined : hostRewrite(hostsOf(report, terms.machineName));
  const rewrites = [secretRewrite(terms.secrets), foreignRewrite, pathRewrite(terms), hosts];
  const rewrite: Rewrite = (text) => rewrites.reduce((now, one) => one?.(now) ?? now, text);
  const { server, properties, phases, diagnosis, warnings, arrival } = report;
  return {
    ok: report.ok,
    server: { name: rewrite(server.name), mqttUrl: rewrite(server.mqttUrl) },
    properties: rewrite(properties),
    phases: phases.map((phase) => ({ ...phase, facts: rewritten(phase.facts, rewrite) })),
    ...(diagnosis && { diagnosis: { ...diagnosis, facts: rewritten(diagnosis.facts, rewrite) } }),
    warnings: warnings.map((warning) => ({ ...warning, facts: rewritten(warning.facts, rewrite) })),
    ...(arrival && { arrival: rewrittenArrival(arrival, terms.values === true, rewrite) }),
  };
}

function rewrittenArrival(arrival: Arrival, isShown: boolean, rewrite: Rewrite): Arrival {
  return {
    ...arrival,
    deviceName: rewrite(arrival.deviceName),
    values: arrival.values.map(({ value, ...one }) => ({
      ...one,
      key: rewrite(one.key),
      ...(value === undefined ? {} : { value: isShown ? rewrite(value) : "[value]" }),
    })),
  };
}

type Facts = Readonly<Record<string, string>>;

function rewritten(facts: Facts, rewrite: Rewrite): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, rewrite(value)]));
}

/** The longest first, as one may begin with another. */
function secretRewrite(secrets: readonly string[]): Rewrite {
  const found = anyOf(secrets);
  return (text) => (found === undefined ? text : text.replace(new RegExp(found, "gu"), "[secret]"));
}

/** What a server, a file or an address may have put into a text. A token is a JSON Web Token (RFC 7519 §3.1). */
function foreignRewrite(text: string): string {
  return text
    .replace(/-----BEGIN [^]*?(?:-----END [^-\n]*-----|$)/g, "[PEM]")
    .replace(/(?<=:\/\/)[^/?#\s]*@/g, "[secret]@")
    .replace(/\beyJ[\w-]+(\.[\w-]+\.[\w-]*)?/g, (found, rest) => (rest === undefined ? found : "[token]"));
}

function pathRewrite({ folders, homeFolder }: RedactionTerms): Rewrite {
  const userName = homeFolder.split(/[/\\]/).at(-1) ?? "";
  const inFolder = anyOf(folders.filter((folder) => folder.length > 1));
  return (text) => {
    const near = inFolder === undefined ? text : text.replace(new RegExp(`(?:${inFolder})[/\\\\]`, "gu"), "");
    const home =
      homeFolder.length > 1
        ? near.replace(new RegExp(`${escaped(homeFolder)}(?=[/\\\\]|$)`, "gu"), "~")
        : near;
    return userName === ""
      ? home
      : home.replace(new RegExp(`(?<=[/\\\\])${escaped(userName)}(?=[/\\\\]|$)`, "gu"), "user");
  };
}

/** Replaces hosts: a short one as a whole word, so that `tb` stays in `tb.pub.pem` and in `mqtb`; any other wherever it stands. */
function hostRewrite(hosts: ReadonlySet<string>): Rewrite {
  const numbers = new Map([...hosts].map((host, index) => [host, `host-${index + 1}`]));
  const short = anyOf([...hosts].filter((host) => !/[.:]/.test(host)));
  const word = short && `(?<![\\p{L}\\p{N}_.-])(?:${short})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`;
  const patterns = [anyOf([...hosts].filter((host) => /[.:]/.test(host))), word];
  const found = patterns.filter((pattern) => pattern !== undefined).join("|");
  return (text) =>
    found === ""
      ? text
      : text.replace(new RegExp(found, "giu"), (host) => numbers.get(host.toLowerCase()) ?? "host");
}

/** Every host that a report names, in the order of their first appearance, lower case. */
function hostsOf(
  { server, phases, diagnosis, warnings, arrival }: ReportFacts,
  machineName: string,
): ReadonlySet<string> {
  const facts = [...phases, ...(diagnosis === undefined ? [] : [diagnosis]), ...warnings].flatMap((one) =>
    Object.entries(one.facts),
  );
  const found = [
    ...dialled(server.mqttUrl),
    ...facts.flatMap(([name, text]) => hostsIn(name, text)),
    ...dottedIn(server.name),
    ...(arrival === undefined ? [] : hostsOfArrival(arrival)),
    machineName,
  ];
  return new Set(found.map((host) => host.toLowerCase()).filter(isTelling));
}

function hostsOfArrival({ deviceName, values }: Arrival): readonly string[] {
  const texts = values.flatMap(({ key, value = "" }) => [key, value]);
  return [deviceName, ...texts].flatMap((text) => [...addressesIn(text), ...dottedIn(text)]);
}

function dialled(mqttUrl: string): readonly string[] {
  const endpoint = parseMqttUrl(addressAtPort(mqttUrl, 1) ?? "");
  return endpoint.ok ? [endpoint.value.host] : [];
}

/** Facts that are hosts or lists of them, whatever they look like. */
const hostFacts: ReadonlySet<string> = new Set(["host", "serverName", "addresses", "names", "commonName"]);

/** Whose common name is the server's own. */
const serverSubjects: ReadonlySet<string> = new Set(["subject", "certificate1.subject"]);

/** Facts in which a name with a dot is a file's. */
const fileFacts: ReadonlySet<string> = new Set(["path", "clientCertificate", "missingIssuerFile", "trust"]);

function hostsIn(fact: string, text: string): readonly string[] {
  const addresses = addressesIn(text);
  if (hostFacts.has(fact)) {
    return [...text.split(", "), ...addresses];
  }
  const commonNames = [...text.matchAll(/\bCN=((?:\\.|[^,+\\])+)/g)].map(([, name]) => name ?? "");
  const own = serverSubjects.has(fact) ? commonNames : [];
  return [...own, ...addresses, ...(fileFacts.has(fact) ? [] : dottedIn(text))];
}

/** IPv4 in dots, and IPv6 with two colons at least; a fingerprint has pairs between its colons and no `::`. */
function addressesIn(text: string): readonly string[] {
  const v4 = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
  const v6 = (text.match(/[0-9a-f:.]+/gi) ?? []).map(fromFirstColon).filter(isIpv6);
  return [...v4, ...v6];
}

/** A run without what ends with a dot before its first colon: that belongs to something else. */
function fromFirstColon(run: string): string {
  const colon = run.indexOf(":");
  return colon === -1 ? "" : run.slice(run.lastIndexOf(".", colon) + 1);
}

function isIpv6(text: string): boolean {
  return isIpAddress(text) && URL.canParse(`http://[${text}]/`);
}

/** Names with a dot whose last part is no ending of a file. */
function dottedIn(text: string): readonly string[] {
  // Run by run: one pattern for all of it would begin anew within each name.
  const names = (text.match(/(?:\*\.)?[\p{L}\p{N}_.-]+/gu) ?? []).flatMap((run) =>
    run.split("..").flatMap((part) => /^[_.-]*(.*)$/su.exec(part)?.[1]?.match(dottedName)?.[0] ?? []),
  );
  return names.filter((name) => !/\.(?:pem|jks|p12|cer|crt|der|properties|json)$/i.test(name));
}

/** At the beginning of a run of its own: parts with dots between, the last of which begins with a letter. */
const dottedName = /^(?:\*\.)?[\p{L}\p{N}][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*\.\p{L}[\p{L}\p{N}-]+/u;

/** Loopback is everybody's, and a text with blanks or a sign of another kind is no host's name. */
function isTelling(host: string): boolean {
  const isLoopback = host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
  return !isLoopback && /^[\p{L}\p{N}*][\p{L}\p{N}*_.:%-]*$|^::?[0-9a-f]/u.test(host);
}

/** A pattern that finds any of some texts, the longest first; undefined where there is none. */
function anyOf(texts: readonly string[]): string | undefined {
  const some = texts.filter((text) => text !== "").sort((a, b) => b.length - a.length);
  return some.length === 0 ? undefined : some.map(escaped).join("|");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
