import { algorithmOf } from "../identity/algorithm";
import type { KeyAlgorithm } from "../identity/identity";
import { isUnsafePrefix } from "../profile/prefixes";
import type { Profile } from "../profile/profile";

/** What a properties file lays claim to that another file may claim too. No secret is in it. */
export interface Claims {
  /** Absent where the file gives none. */
  readonly commonName?: string;
  /** Whether the common name is this machine's, `$(hostname)`: the default, which every file then shares. */
  readonly isHostName: boolean;
  /** `CLIENT_FILE_PREFIX`; absent where there is none, or one that leads out of its folder. */
  readonly clientPrefix?: string;
  /** `SERVER_FILE_PREFIX`, under the same terms. */
  readonly serverPrefix?: string;
  /** The server identity that the file describes. */
  readonly server: ServerClaim;
}

/**
 * A server identity as far as it is no secret, for comparing. Its subject is not in it: the devices of a folder may have
 * one server, and each names itself in the keys that both sides share.
 */
export interface ServerClaim {
  readonly key: string;
  readonly names: string;
  readonly alias: string;
}

/** Gives what a profile lays claim to, whatever else is wrong with it. */
export function claimsOf(profile: Profile): Claims {
  const read = (key: string): string => profile.values.get(key)?.value ?? "";
  const commonName = read("DOMAIN_SUFFIX");
  const clientPrefix = usable(read("CLIENT_FILE_PREFIX"));
  const serverPrefix = usable(read("SERVER_FILE_PREFIX"));
  return {
    ...(commonName === "" ? {} : { commonName }),
    isHostName: isHostName(profile),
    ...(clientPrefix === undefined ? {} : { clientPrefix }),
    ...(serverPrefix === undefined ? {} : { serverPrefix }),
    server: {
      key: algorithmText(algorithmOf(profile, "server")),
      names: read("SUBJECT_ALTERNATIVE_NAMES"),
      alias: read("SERVER_KEY_ALIAS").toLowerCase(),
    },
  };
}

/** Writes a key algorithm as a certificate's facts do: `EC P-256`, `RSA 2048`. */
export function algorithmText(algorithm: KeyAlgorithm): string {
  return algorithm.kind === "ec" ? `EC ${algorithm.curve}` : `RSA ${algorithm.bits}`;
}

function isHostName({ text, values }: Profile): boolean {
  const span = values.get("DOMAIN_SUFFIX")?.valueSpan;
  return span !== undefined && /\$\(\s*hostname\b|`\s*hostname\b/.test(text.slice(span.start, span.end));
}

function usable(prefix: string): string | undefined {
  return prefix === "" || isUnsafePrefix(prefix) ? undefined : prefix;
}
