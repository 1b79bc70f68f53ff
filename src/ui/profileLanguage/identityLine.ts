import type { KeyAlgorithm } from "../../core/identity/identity";
import { identityOf } from "../../core/identity/identityOf";
import type { Profile } from "../../core/profile/profile";
import { safeText } from "../../core/stream/safeText";
import { shortened } from "../words/shortened";
import { shownNames, shownSubject } from "./shownIdentity";

/** The longest line, in characters: what fits above a file without scrolling. */
const longestLine = 100;

/** What a line has room for of a subject. */
const shownKeys: ReadonlySet<string> = new Set(["DOMAIN_SUFFIX", "ORGANIZATIONAL_UNIT", "ORGANIZATION"]);

/**
 * Tells in one line what would be generated now: the subject's first three attributes, the client's key, the server's
 * names. Undefined while the file has a problem that stands in the way of either.
 */
export function identityLine(profile: Profile): string | undefined {
  const client = identityOf(profile, "client");
  const server = identityOf(profile, "server");
  if (!client.ok || !server.ok) {
    return undefined;
  }
  const names = shownNames(profile).join(", ");
  const parts = [
    shownSubject(profile, shownKeys),
    keyWords(client.value.algorithm),
    names === "" ? "" : `SAN ${names}`,
  ];
  return shortened(safeText(parts.filter((part) => part !== "").join(" · ")), longestLine);
}

function keyWords(algorithm: KeyAlgorithm): string {
  return algorithm.kind === "ec" ? `EC ${algorithm.curve}` : `RSA ${algorithm.bits}`;
}
