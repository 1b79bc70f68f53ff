import { espIdfCode } from "./espIdf";
import type { ClientFacts } from "./facts";
import { javaCode } from "./java";
import { mosquittoPubCode } from "./mosquittoPub";
import { nodejsCode } from "./nodejs";
import { opensslCode } from "./openssl";
import { pahoCCode } from "./pahoC";
import { pythonCode } from "./python";

interface LanguageRow {
  /** Gives the code, whole and ready to run, with one newline at its end. */
  readonly code: (facts: ClientFacts) => string;
  /** Ending of the file that holds the device's key for it. */
  readonly keyFile: ".nopass.pem" | ".jks";
}

const rows = {
  mosquitto_pub: { code: mosquittoPubCode, keyFile: ".nopass.pem" },
  openssl: { code: opensslCode, keyFile: ".nopass.pem" },
  python: { code: pythonCode, keyFile: ".nopass.pem" },
  java: { code: javaCode, keyFile: ".jks" },
  nodejs: { code: nodejsCode, keyFile: ".nopass.pem" },
  "paho-c": { code: pahoCCode, keyFile: ".nopass.pem" },
  "esp-idf": { code: espIdfCode, keyFile: ".nopass.pem" },
} as const satisfies Readonly<Record<string, LanguageRow>>;

/** What a client can be written in: a program, a language or a platform. */
export type ClientLanguage = keyof typeof rows;

/** All of them, in the order that they are offered. */
export const clientLanguages = Object.keys(rows) as readonly ClientLanguage[];

/** Gives a client that sends one telemetry message over two-way TLS, with the device's own files. No secret is in it. */
export function clientCode(language: ClientLanguage, facts: ClientFacts): string {
  return rows[language].code(facts);
}

/** Names the ending of the file that holds the device's key for a language. */
export function keyFileOf(language: ClientLanguage): LanguageRow["keyFile"] {
  return rows[language].keyFile;
}
