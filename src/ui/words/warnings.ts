import type { Warning, WarningCode } from "../../core/connection/events";
import { nameOf } from "../../flows/paths";
import { dayOf, plainText } from "./diagnosisCase";

/** Words something worth knowing about a connection that works. */
export function warningWords({ code, facts }: Warning): string {
  return sentences[code]((name, otherwise) => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
    return fact === undefined ? otherwise : plainText(fact);
  });
}

/** Gives a fact, or what stands for it where it is missing. */
type FactOf = (name: string, otherwise: string) => string;

const sentences: Readonly<Record<WarningCode, (fact: FactOf) => string>> = {
  "client-cert-expires-soon": (fact) =>
    `${nameOf(fact("path", "The client certificate"))} ends on ${endOf(fact)}. Generate a new one in time and paste it into ThingsBoard.`,
  "server-cert-expires-soon": (fact) =>
    `The server's certificate, ${fact("subject", "as presented")}, ends on ${endOf(fact)}. Devices will refuse it from then on.`,
  "server-name-in-common-name": (fact) =>
    `The server's certificate has the name ${fact("host", "that you connect to")} in its CN alone. Many clients look at subject alternative names only and will refuse it.`,
  "client-cert-not-requested": () =>
    "The server asked for no client certificate: two-way TLS is not in force there.",
  "tls-version-old": (fact) => `The server speaks ${fact("protocol", "an older TLS version")}, not TLSv1.3.`,
  "server-key-weak": (fact) =>
    `The server's certificate, ${fact("subject", "as presented")}, is weak: key ${fact("keyText", "unknown")}, signature ${fact("signatureText", "unknown")}. Strict clients will refuse it.`,
  "subscribe-partly-denied": (fact) =>
    `The server refused some subscriptions: ${fact("topics", "see the grants")}.`,
};

function endOf(fact: FactOf): string {
  return `${dayOf(fact("notAfter", "a day soon"))}, in ${fact("days", "a few")} days`;
}
