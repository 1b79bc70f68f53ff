import { ipv6Groups, isDnsName, isIpv4, readAlternativeNames } from "../profile/alternativeNames";
import type { AlternativeName } from "./identity";

/** Names under which every server is reached on its own machine. */
const loopback: readonly AlternativeName[] = [
  { kind: "dns", value: "localhost" },
  { kind: "ip", value: "127.0.0.1" },
  { kind: "ip", value: "::1" },
];

/** Gives the valid names of a `SUBJECT_ALTERNATIVE_NAMES` value in their order, each once. */
export function namesOf(text: string): readonly AlternativeName[] {
  return withoutRepeats(
    readAlternativeNames(text).flatMap(({ kind, value }) => (kind === undefined ? [] : [{ kind, value }])),
  );
}

/**
 * Adds localhost, the common name where it is a host name or address, and both loopback addresses: strict clients
 * ignore the common name (RFC 6125 §6.4.4). A name that is there already is not added again.
 */
export function withLocalNames(
  names: readonly AlternativeName[],
  commonName: string,
): readonly AlternativeName[] {
  const [localhost, ...addresses] = loopback;
  const own = nameOfHost(commonName);
  return withoutRepeats([
    ...names,
    ...(localhost === undefined ? [] : [localhost]),
    ...(own === undefined ? [] : [own]),
    ...addresses,
  ]);
}

/** Gives a text that is the same for names that differ in case alone, and for addresses that differ in spelling alone. */
export function comparableName({ kind, value }: AlternativeName): string {
  if (kind === "ip") {
    return `ip:${ipv6Groups(value)?.join(":") ?? value}`;
  }
  return `${kind}:${kind === "dns" ? value.toLowerCase() : value}`;
}

/** Gives a host as an alternative name; undefined where it is neither a DNS name nor an address. */
export function nameOfHost(host: string): AlternativeName | undefined {
  if (isIpv4(host) || ipv6Groups(host) !== undefined) {
    return { kind: "ip", value: host };
  }
  return isDnsName(host) ? { kind: "dns", value: host } : undefined;
}

/** Gives names with others behind them, each once. */
export function withNames(
  names: readonly AlternativeName[],
  added: readonly AlternativeName[],
): readonly AlternativeName[] {
  return withoutRepeats([...names, ...added]);
}

function withoutRepeats(names: readonly AlternativeName[]): readonly AlternativeName[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const identity = comparableName(name);
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}
