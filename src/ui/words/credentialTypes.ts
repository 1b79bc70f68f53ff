import * as l10n from "@vscode/l10n";
import { plainText } from "./diagnosisCase";

/** ThingsBoard's DeviceCredentialsType (4.4). */
const names: Readonly<Partial<Record<string, string>>> = {
  X509_CERTIFICATE: l10n.t("another X.509 certificate"),
  ACCESS_TOKEN: l10n.t("an access token"),
  MQTT_BASIC: l10n.t("a user name and password (MQTT basic)"),
  LWM2M_CREDENTIALS: l10n.t("LwM2M credentials"),
};

/** Names a type of credentials that are not ours. */
export function otherCredentialsText(type: string): string {
  const name = Object.hasOwn(names, type) ? names[type] : undefined;
  return name ?? l10n.t("credentials of the type {type}", { type: plainText(type) });
}
