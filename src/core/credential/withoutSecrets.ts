import { isJsonObject, type Json } from "./json";

/** Members of ThingsBoard's entities that prove something: `provisionDeviceSecret` among them, which may be a certificate. */
const secretName = /secret|password|passphrase|privatekey|token|^provisionDeviceKey$/i;

const mask = "***";

/** Gives a body to show: texts that may be secret are masked. A certificate, PEM, is none wherever it stands. */
export function withoutSecrets(body: Json): Json {
  if (isJsonObject(body)) {
    return Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        typeof value === "string" && isSecret(name, value) ? mask : withoutSecrets(value),
      ]),
    );
  }
  return isList(body) ? body.map(withoutSecrets) : body;
}

function isSecret(name: string, value: string): boolean {
  return secretName.test(name) && value !== "" && !value.startsWith("-----BEGIN CERTIFICATE-----");
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
