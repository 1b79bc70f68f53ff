import type { Profile } from "../profile/profile";
import type { Subject } from "./identity";

/** The attributes of a subject in the scripts' order, with the key of each and its short name. */
const attributes = [
  { short: "CN", key: "DOMAIN_SUFFIX", attribute: "commonName" },
  { short: "OU", key: "ORGANIZATIONAL_UNIT", attribute: "organizationalUnit" },
  { short: "O", key: "ORGANIZATION", attribute: "organization" },
  { short: "L", key: "CITY", attribute: "locality" },
  { short: "ST", key: "STATE_OR_PROVINCE", attribute: "stateOrProvince" },
  { short: "C", key: "TWO_LETTER_COUNTRY_CODE", attribute: "country" },
] as const;

/** Gives the subject that a profile names; empty attributes are left out and the country is in upper case. */
export function subjectOf(profile: Pick<Profile, "values">): Subject {
  const read = (key: string): string => profile.values.get(key)?.value ?? "";
  const present = attributes
    .filter(({ key }) => read(key) !== "")
    .map(({ key, attribute }): Partial<Subject> => ({
      [attribute]: attribute === "country" ? read(key).toUpperCase() : read(key),
    }));
  return present.reduce<Subject>((subject, part) => ({ ...subject, ...part }), { commonName: "" });
}

/** Gives the keys of the attributes that two subjects differ in, in the scripts' order. */
export function differingKeys(one: Subject, other: Subject): readonly string[] {
  return attributes
    .filter(({ attribute }) => (one[attribute] ?? "") !== (other[attribute] ?? ""))
    .map(({ key }) => key);
}

/** Gives the attributes of a subject that another one does not have alike; the common name is empty where it has. */
export function differingPart(subject: Subject, other: Subject): Subject {
  return attributes
    .filter(({ attribute }) => (subject[attribute] ?? "") !== (other[attribute] ?? ""))
    .reduce<Subject>((part, { attribute }) => ({ ...part, [attribute]: subject[attribute] ?? "" }), {
      commonName: "",
    });
}

/**
 * Writes a subject for reading: `CN=…, OU=…, O=…, L=…, ST=…, C=…` in the scripts' order, without absent attributes.
 * Special characters are escaped with a backslash as in RFC 4514 §2.4.
 */
export function subjectText(subject: Subject): string {
  return attributes
    .map(({ short, attribute }) => ({ short, value: subject[attribute] ?? "" }))
    .filter(({ value }) => value !== "")
    .map(({ short, value }) => `${short}=${escaped(value)}`)
    .join(", ");
}

function escaped(value: string): string {
  return value.replace(/[,+"\\<>;]|^[ #]| $/g, "\\$&");
}
