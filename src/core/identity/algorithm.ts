import type { Profile } from "../profile/profile";
import type { KeyAlgorithm, Side } from "./identity";

const curves = { secp256r1: "P-256", secp384r1: "P-384", secp521r1: "P-521" } as const;
const sizes = { "2048": 2048, "3072": 3072, "4096": 4096 } as const;

/**
 * Gives the key algorithm that a valid profile means for one side: RSA 2048 for the first generation, EC secp256r1 for
 * the current one, and what the side's keys say instead. Names count in any case.
 */
export function algorithmOf(profile: Pick<Profile, "values" | "generation">, side: Side): KeyAlgorithm {
  const read = (key: string): string => profile.values.get(`${side.toUpperCase()}_KEY_${key}`)?.value ?? "";
  const named = read("ALG").toUpperCase();
  const isRsa = named === "RSA" || (named === "" && profile.generation === "first");
  return isRsa
    ? { kind: "rsa", bits: rowOf(sizes, read("SIZE")) ?? 2048 }
    : { kind: "ec", curve: rowOf(curves, read("GROUP_NAME").toLowerCase()) ?? "P-256" };
}

function rowOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
