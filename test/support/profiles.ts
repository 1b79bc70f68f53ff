import { parseProfile } from "../../src/core/profile/parse";
import type { Profile } from "../../src/core/profile/profile";

/** The machine that unit tests run on, whatever the real one is called. */
export const testMachine = { hostName: "tb.example.org", homeFolder: "/home/ada" };

/** A current-generation file without a finding, one entry for each of the 20 keys. */
export const soundValues: Readonly<Record<string, string>> = {
  DOMAIN_SUFFIX: "tb.example.org",
  SUBJECT_ALTERNATIVE_NAMES: "dns:tb.local,ip:192.0.2.1",
  ORGANIZATIONAL_UNIT: "Metering",
  ORGANIZATION: "Example",
  CITY: "Paris",
  STATE_OR_PROVINCE: "IDF",
  TWO_LETTER_COUNTRY_CODE: "FR",
  SERVER_KEYSTORE_PASSWORD: "ServerSecret7x",
  SERVER_KEY_PASSWORD: "ServerSecret7x",
  SERVER_KEY_ALIAS: "serveralias",
  SERVER_FILE_PREFIX: "server",
  SERVER_KEY_ALG: "EC",
  SERVER_KEY_GROUP_NAME: "secp256r1",
  SERVER_KEYSTORE_DIR: "/etc/thingsboard/conf",
  CLIENT_KEYSTORE_PASSWORD: "ClientSecret7x",
  CLIENT_KEY_PASSWORD: "ClientSecret7x",
  CLIENT_KEY_ALIAS: "clientalias",
  CLIENT_FILE_PREFIX: "client",
  CLIENT_KEY_ALG: "EC",
  CLIENT_KEY_GROUP_NAME: "secp256r1",
};

/** Makes a sound file with some lines of one's own, which stand first and in place of the lines of their keys. */
export function soundTextWith(lines: string, without: readonly string[] = []): string {
  const isOwn = (key: string): boolean => new RegExp(`\\b${key}(\\[0\\])?\\s*\\+?=`).test(lines);
  const rest = Object.entries(soundValues).filter(([key]) => !isOwn(key) && !without.includes(key));
  return `${lines}\n${rest.map(([key, value]) => `${key}=${value}\n`).join("")}`;
}

/** Reads a text on the test machine. */
export function profileOf(text: string): Profile {
  return parseProfile(text, testMachine);
}
