import * as l10n from "@vscode/l10n";
import type { Warning, WarningCode } from "../../core/connection/events";
import { nameOf } from "../../flows/paths";
import { dayOf, plainText } from "./diagnosisCase";

/** Words something worth knowing about a connection that works. */
export function warningWords({ code, facts }: Warning): string {
  return warningEntries[code].sentence((name, otherwise) => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
    return fact === undefined ? otherwise : plainText(fact);
  });
}

/** Gives a fact, or what stands for it where it is missing. */
type FactOf = (name: string, otherwise: string) => string;

/** What one warning says. */
export interface WarningEntry {
  /** A few words; for the docs. */
  readonly title: string;
  /** What is found, with the facts of the case. */
  readonly sentence: (fact: FactOf) => string;
  /** Why it matters though the connection works; for the docs. */
  readonly meaning: string;
  /** The next step; for the docs. */
  readonly cure: string;
}

/** Every warning; a code without an entry does not compile. */
export const warningEntries: Readonly<Record<WarningCode, WarningEntry>> = {
  "client-cert-expires-soon": {
    title: l10n.t("The client certificate ends soon"),
    sentence: (fact) =>
      l10n.t("{file} ends on {end}. Generate a new one in time and paste it into ThingsBoard.", {
        file: nameOf(fact("path", l10n.t("The client certificate"))),
        end: endOf(fact),
      }),
    meaning: l10n.t(
      "From its last day on the server refuses the device. A device in the field is then out of reach.",
    ),
    cure: l10n.t("Renew the client certificate, and give the server the new one before the old one ends."),
  },
  "server-cert-expires-soon": {
    title: l10n.t("The server's certificate ends soon"),
    sentence: (fact) =>
      l10n.t("The server's certificate, {subject}, ends on {end}. Devices will refuse it from then on.", {
        subject: fact("subject", l10n.t("as presented")),
        end: endOf(fact),
      }),
    meaning: l10n.t("From its last day on every device refuses the server, all of them at once."),
    cure: l10n.t(
      "Have the server's certificate renewed, and see to it that the devices trust the new one before.",
    ),
  },
  "server-name-in-common-name": {
    title: l10n.t("The server's name is in the CN alone"),
    sentence: (fact) =>
      l10n.t(
        "The server's certificate has the name {host} in its CN alone. Many clients look at subject alternative names only and will refuse it.",
        { host: fact("host", l10n.t("that you connect to")) },
      ),
    meaning: l10n.t(
      "It works here only because Node falls back to the CN where a certificate has no alternative name. RFC 9525 forbids that, and Python, Go, mbedTLS and others do not do it.",
    ),
    cure: l10n.t(
      "Add the name to SUBJECT_ALTERNATIVE_NAMES, generate the server certificate and install it on the server.",
    ),
  },
  "server-cert-pinned": {
    title: l10n.t("The server's own certificate is what is trusted"),
    sentence: (fact) =>
      l10n.t(
        "The server is trusted by its own certificate, {subject}, and by no CA. When it gets a new one, at the latest on {day}, this device and every other that trusts it so refuses it until it has the new file.",
        {
          subject: fact("subject", l10n.t("as presented")),
          day: dayOf(fact("notAfter", l10n.t("its last day"))),
        },
      ),
    meaning: l10n.t(
      "That is how ThingsBoard's how-to does it, and it is safe. But each renewal of the server's certificate has to reach every device first.",
    ),
    cure: l10n.t(
      "For more than a few devices, have a CA sign the server's certificate and let the devices trust the CA. Otherwise plan the change: Fetch Server Certificate… gets the new one.",
    ),
  },
  "client-cert-not-requested": {
    title: l10n.t("Two-way TLS is not in force"),
    sentence: () =>
      l10n.t(
        "The server asked for no client certificate: two-way TLS is not in force there. Whatever let the device in, it was not its certificate.",
      ),
    meaning: l10n.t(
      "The connection is encrypted, and the server proved who it is; the device did not. Anybody may connect as far as TLS is concerned.",
    ),
    cure: l10n.t(
      "Have the server ask for client certificates: require_certificate true in mosquitto, ssl_verify_client in nginx; ThingsBoard asks for them when MQTT_SSL_ENABLED is true. A proxy that ends TLS before the server has to ask itself.",
    ),
  },
  "tls-version-old": {
    title: l10n.t("The server does not speak TLS 1.3"),
    sentence: (fact) =>
      l10n.t("The server speaks {protocol}, not TLSv1.3.", {
        protocol: fact("protocol", l10n.t("an older TLS version")),
      }),
    meaning: l10n.t(
      "TLS 1.2 is still sound, but it shows the client certificate, and so the device's name, to whoever listens on the way.",
    ),
    cure: l10n.t("Allow TLS 1.3 on the server, or update it."),
  },
  "server-key-weak": {
    title: l10n.t("The server's certificate is weak"),
    sentence: (fact) =>
      l10n.t(
        "The server's certificate, {subject}, is weak: key {keyText}, signature {signatureText}. Strict clients will refuse it.",
        {
          subject: fact("subject", l10n.t("as presented")),
          keyText: fact("keyText", l10n.t("unknown")),
          signatureText: fact("signatureText", l10n.t("unknown")),
        },
      ),
    meaning: l10n.t("RSA keys below 2048 bits and SHA-1 signatures are no longer safe (NIST SP 800-131A)."),
    cure: l10n.t("Generate a new server certificate and install it on the server."),
  },
  "subscribe-partly-denied": {
    title: l10n.t("The server refused some subscriptions"),
    sentence: (fact) =>
      l10n.t("The server refused some subscriptions: {topics}.", {
        topics: fact("topics", l10n.t("see the grants")),
      }),
    meaning: l10n.t(
      "MQTT works, but what is sent on those topics does not reach the device. Where all are refused, the test fails as mqtt-subscribe-denied.",
    ),
    cure: l10n.t(
      "Ask whoever runs the server for the right to them, or change thingsboardX509.connection.subscriptions.",
    ),
  },
  "clock-skew": {
    title: l10n.t("Two clocks differ"),
    sentence: clockSentence,
    meaning: l10n.t(
      "Certificates begin and end at a time. A clock that is off makes a good certificate look expired or not yet valid, on either side, and telemetry gets the wrong time.",
    ),
    cure: l10n.t("Set the clock of the machine that is wrong, and have it follow a time server (NTP)."),
  },
};

function clockSentence(fact: FactOf): string {
  const aheadSeconds = Number(fact("aheadSeconds", ""));
  if (fact("by", "") === "certificate" || Number.isNaN(aheadSeconds)) {
    return l10n.t(
      "The server's certificate begins on {day}, which is still to come by the clock of this machine. If that day has passed, set this clock.",
      { day: dayOf(fact("notBefore", l10n.t("a later day"))) },
    );
  }
  const facts = {
    span: spanText(Math.abs(aheadSeconds)),
    server: fact("server", l10n.t("the server")),
  };
  return aheadSeconds > 0
    ? l10n.t("The clock of this machine is {span} behind that of {server}. One of the two is wrong.", facts)
    : l10n.t(
        "The clock of this machine is {span} ahead of that of {server}. One of the two is wrong.",
        facts,
      );
}

function spanText(seconds: number): string {
  const unit = spans.find(([least]) => seconds >= least) ?? second;
  return unit[1](Math.round(seconds / unit[0]));
}

type Span = readonly [sizeSeconds: number, say: (count: number) => string];

const second: Span = [
  1,
  (seconds) => (seconds === 1 ? l10n.t("1 second") : l10n.t("{seconds} seconds", { seconds })),
];

const spans: readonly Span[] = [
  [86_400, (days) => (days === 1 ? l10n.t("1 day") : l10n.t("{days} days", { days }))],
  [3600, (hours) => (hours === 1 ? l10n.t("1 hour") : l10n.t("{hours} hours", { hours }))],
  [60, (minutes) => (minutes === 1 ? l10n.t("1 minute") : l10n.t("{minutes} minutes", { minutes }))],
];

function endOf(fact: FactOf): string {
  const day = dayOf(fact("notAfter", l10n.t("a day soon")));
  const days = fact("days", l10n.t("a few"));
  switch (days) {
    case "0":
      return l10n.t("{day}, today", { day });
    case "1":
      return l10n.t("{day}, in 1 day", { day });
    default:
      return l10n.t("{day}, in {days} days", { day, days });
  }
}
