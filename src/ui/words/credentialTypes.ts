import { plainText } from "./diagnosisCase";

/** ThingsBoard's DeviceCredentialsType (4.4). */
const names: Readonly<Partial<Record<string, string>>> = {
  X509_CERTIFICATE: "another X.509 certificate",
  ACCESS_TOKEN: "an access token",
  MQTT_BASIC: "a user name and password (MQTT basic)",
  LWM2M_CREDENTIALS: "LwM2M credentials",
};

/** Names a type of credentials that are not ours. */
export function otherCredentialsText(type: string): string {
  return names[type] ?? `credentials of the type ${plainText(type)}`;
}
