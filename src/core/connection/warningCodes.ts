import type { WarningCode } from "./events";

/** Every code of a warning; one that is missing here does not compile. */
const warningCodes: Readonly<Record<WarningCode, true>> = {
  "client-cert-expires-soon": true,
  "server-cert-expires-soon": true,
  "server-name-in-common-name": true,
  "client-cert-not-requested": true,
  "server-cert-pinned": true,
  "tls-version-old": true,
  "server-key-weak": true,
  "subscribe-partly-denied": true,
  "clock-skew": true,
};

/** Tells whether a text is the code of a warning. */
export function isWarningCode(code: string): code is WarningCode {
  return Object.hasOwn(warningCodes, code);
}
