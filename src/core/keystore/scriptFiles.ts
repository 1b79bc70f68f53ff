import type { Side } from "../identity/identity";
import type { Profile } from "../profile/profile";
import { bundleNamesOf } from "./bundleNames";

/** What ThingsBoard's first scripts did not write yet; those of today write the bundle that we do. */
const notInFirstGeneration: Readonly<Record<Side, readonly string[]>> = {
  client: [".pk8.pem"],
  server: [".p12", ".pem", ".pk8.pem"],
};

/**
 * Names the files that ThingsBoard's scripts of a generation wrote for one side, in the bundle's order.
 * Source: client.keygen.sh and server.keygen.sh as they were with the how-to (first), and of ThingsBoard 4.4 (current).
 */
export function scriptFileNamesOf(
  generation: Profile["generation"],
  side: Side,
  prefix: string,
): readonly string[] {
  const isLater = (name: string): boolean =>
    generation === "first" && notInFirstGeneration[side].includes(name.slice(prefix.length));
  return bundleNamesOf(side, prefix).filter((name) => !isLater(name));
}

/**
 * Gives the names that look like the scripts' work where no properties file tells: all generations wrote `P.jks` and
 * `P.pub.pem`, so the files of a prefix count where both are there.
 */
export function scriptFilesAmong(names: readonly string[]): readonly string[] {
  const prefixes = names
    .filter((name) => name.endsWith(".jks"))
    .map((name) => name.slice(0, -".jks".length))
    .filter((prefix) => names.includes(`${prefix}.pub.pem`));
  const sides: readonly Side[] = ["client", "server"];
  const possible = prefixes.flatMap((prefix) => sides.flatMap((side) => bundleNamesOf(side, prefix)));
  return [...new Set(possible)].filter((name) => names.includes(name));
}
