import * as l10n from "@vscode/l10n";
import type { DiagnosisCode } from "../../core/connection/diagnoses";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";
import { mqttReasonMeanings, mqttReasonWords } from "./mqttReasons";
import { usualPort, waitOf } from "./localDiagnoses";
import { bothEnds } from "./shortened";

/** What is found once the TLS connection is up, and what ends a connection that was in use. */
export const mqttDiagnoses: Readonly<Record<Extract<DiagnosisCode, `mqtt-${string}`>, DiagnosisEntry>> = {
  "mqtt-not-mqtt": {
    title: l10n.t("TLS works, but it is not MQTT behind it"),
    detail: (found) =>
      l10n.t("{address} speaks TLS, but what it sent is no MQTT{firstBytesHex}.{usualPort}", {
        address: found.address,
        firstBytesHex: found.where("firstBytesHex", (bytes) => l10n.t(" (first bytes {bytes})", { bytes })),
        usualPort: usualPort(found),
      }),
    meaning: l10n.t("Another service is on that port, often HTTPS on 443."),
    cure: l10n.t("Use the port for MQTT over TLS, usually 8883."),
  },
  "mqtt-connack-timeout": {
    title: l10n.t("The server does not answer our MQTT CONNECT"),
    detail: (found) =>
      l10n.t("TLS is up, but {server} sent no CONNACK within {wait}.", {
        server: found.server,
        wait: waitOf(found),
      }),
    meaning: l10n.t(
      "The server accepted the TLS connection and then said nothing: it is overloaded, or what decides about devices behind it does not answer.",
    ),
    cure: l10n.t("Test again; if it stays so, look into the server's log or give it more time."),
  },
  "mqtt-closed": {
    title: l10n.t("The server closed the connection"),
    detail: (found) =>
      isWithoutReason(found)
        ? l10n.t("{server} closed the connection{wireCode} and gave no reason.", {
            server: found.server,
            wireCode: wireCode(found),
          })
        : l10n.t("{server} closed the connection{wireCode}{said}.{reasonMeaning}", {
            server: found.server,
            wireCode: wireCode(found),
            said: said(found),
            reasonMeaning: reasonMeaning(found),
          }),
    meaning: l10n.t(
      "MQTT 3.1.1 has no way to say why a server hangs up; its log has the reason. In ThingsBoard, changed credentials and a second connection of the same device end it so.",
    ),
    cure: l10n.t(
      "Test again, and look into the server's log if it stays so. With MQTT 5 the server can say why.",
    ),
  },
  "mqtt-version-refused": {
    title: l10n.t("The server does not speak this version of MQTT"),
    detail: (found) =>
      l10n.t("{server} refused the MQTT version{found}{said}.", {
        server: found.server,
        found: code(found),
        said: said(found),
      }),
    meaning: l10n.t("The server speaks MQTT 3.1.1 or MQTT 5, not the one that was tried."),
    cure: l10n.t("Choose the other version in thingsboardX509.connection.protocolVersion."),
  },
  "mqtt-client-id-refused": {
    title: l10n.t("The server refused the client id"),
    detail: (found) =>
      l10n.t("{server} does not take the client id {clientId}{found}{said}.", {
        server: found.server,
        clientId: found.fact("clientId", l10n.t("that was sent")),
        found: code(found),
        said: said(found),
      }),
    meaning: l10n.t(
      "Some servers allow certain client ids only. ThingsBoard answers so to a client that showed no certificate and no user name.",
    ),
    cure: l10n.t("Change CLIENT_FILE_PREFIX, which the client id is made of, or the server's rule."),
  },
  "mqtt-server-unavailable": {
    title: l10n.t("The server is not ready"),
    detail: (found) =>
      l10n.t("{server} says that it cannot serve now{found}{reason}{said}.{reasonMeaning}", {
        server: found.server,
        found: code(found),
        reason: reason(found),
        said: said(found),
        reasonMeaning: reasonMeaning(found),
      }),
    meaning: l10n.t(
      "The server runs, but what it needs does not: ThingsBoard answers so while its back end starts or fails, and above its rate limits.",
    ),
    cure: l10n.t("Wait a little and test again."),
  },
  "mqtt-bad-credentials": {
    title: l10n.t("The server does not take these credentials"),
    detail: (found) =>
      l10n.t(
        "{server} answered “bad user name or password”{found}{said}: it looked for a user name instead of the certificate {own}.",
        { server: found.server, found: code(found), said: said(found), own: own(found) },
      ),
    meaning: l10n.t(
      "The server does not sign devices in by certificate, or the device has other credentials there than X.509.",
    ),
    cure: l10n.t(
      "Set the device's credentials to X.509 in ThingsBoard (Devices → the device → Manage credentials) and paste the public certificate.",
    ),
  },
  "mqtt-not-authorized": {
    title: l10n.t("The server does not know this device"),
    detail: notAuthorized,
    meaning: l10n.t(
      "TLS is up: both sides' certificates are fine as such. ThingsBoard then looks for a device whose credentials are this very certificate, by the SHA3-256 of its public PEM. It answers CONNACK 5 (MQTT 5: 0x87) where it finds none, and the same for a certificate that its own clock calls expired or not yet valid.",
    ),
    cure: l10n.t(
      "Paste the public certificate into ThingsBoard under Devices → the device → Manage credentials → X.509. The Local Test Server takes it with Register with Local Test Server.",
    ),
  },
  "mqtt-banned": {
    title: l10n.t("The server has banned this client"),
    detail: (found) =>
      l10n.t("{server} refuses this client by name{found}{said}.", {
        server: found.server,
        found: code(found),
        said: said(found),
      }),
    meaning: l10n.t("Somebody, or a rule of the server, has locked this client out."),
    cure: l10n.t("Ask whoever runs the server; the public certificate tells them which device it is."),
  },
  "mqtt-rate-limited": {
    title: l10n.t("Too much at once"),
    detail: (found) =>
      l10n.t("{server} refused because of a rate limit{found}{reason}{said}.", {
        server: found.server,
        found: code(found),
        reason: reason(found),
        said: said(found),
      }),
    meaning: l10n.t("The server takes only a certain number of connections or messages in a given time."),
    cure: l10n.t("Wait a little and test again."),
  },
  "mqtt-subscribe-denied": {
    title: l10n.t("The server refused every subscription"),
    detail: (found) =>
      l10n.t("The device is connected, but {server} refused to let it subscribe to {topics}{reason}{said}.", {
        server: found.server,
        topics: found.fact("topics", l10n.t("its topics")),
        reason: reason(found),
        said: said(found),
      }),
    meaning: l10n.t(
      "The server has rules for who may read which topics. ThingsBoard allows a device its own topics only (v1/devices/me/…).",
    ),
    cure: l10n.t("Correct thingsboardX509.connection.subscriptions, or the server's access rules."),
  },
  "mqtt-publish-refused": {
    title: l10n.t("The server refused a message of the device"),
    detail: (found) =>
      l10n.t("The device is connected, but {server} refused its message to {topic}{reason}{said}.", {
        server: found.server,
        topic: found.fact("topic", l10n.t("its topic")),
        reason: reason(found),
        said: said(found),
      }),
    meaning: l10n.t("The server has rules for who may write which topics, or a limit was reached."),
    cure: l10n.t("Check the server's access rules and limits, then test again."),
  },
  "mqtt-kicked": {
    title: l10n.t("Another connection took over"),
    detail: (found) =>
      found.where("silentEnds", (times) =>
        l10n.t(
          "{server} let the device in and ended the connection {times} times in a row without a reason: most likely another client has the same client id, and each connection ends the other. This one no longer tries.",
          { server: found.server, times },
        ),
      ) ||
      l10n.t("{server} ended this connection because the same client connected again{said}.", {
        server: found.server,
        said: said(found),
      }),
    meaning: l10n.t(
      "A client id may be connected once: a second connection ends the first, for example of the real device with the same certificate. MQTT 3.1.1 has no word for it, so it is also concluded from three ends in a row without a reason. The extension does not connect again by itself then: two clients would end each other for ever.",
    ),
    cure: l10n.t("Stop the other client, then test again."),
  },
  "mqtt-keepalive-timeout": {
    title: l10n.t("The server went silent"),
    detail: (found) =>
      found.where("reasonCode", () =>
        l10n.t("{server} ended the connection{reason}{said}.", {
          server: found.server,
          reason: reason(found),
          said: said(found),
        }),
      ) + reasonMeaning(found) ||
      l10n.t("{server} no longer answers within {wait}; the connection was given up.", {
        server: found.server,
        wait: waitOf(found),
      }),
    meaning: l10n.t(
      "The connection was up and then nothing came back: a broken network, or a server that hangs.",
    ),
    cure: l10n.t("Check the network and test again."),
  },
  "mqtt-server-shutting-down": {
    title: l10n.t("The server is shutting down"),
    detail: (found) =>
      l10n.t("{server} says that it is shutting down{said}.", { server: found.server, said: said(found) }),
    meaning: l10n.t("The server ended its connections in good order."),
    cure: l10n.t("Test again when it is up."),
  },
};

/** The causes that remain, and those that local facts exclude. */
function notAuthorized(found: DiagnosisCase): string {
  const id = found.where("credentialsId", (credentialsId) =>
    l10n.t(" (credentials id {id})", { id: bothEnds(credentialsId) }),
  );
  const facts = { server: found.server, found: code(found), said: said(found), id };
  const inSync = found.where("inSyncDevice", (name) =>
    l10n.t(
      "{server} answered “not authorized”{found}{said}, but by its REST API its device {name} has this very certificate{id}, so look at the server's clock, and at what stands between it and you.",
      { ...facts, name },
    ),
  );
  if (inSync !== "") {
    return inSync;
  }
  const remaining = found.isLocalTestServer
    ? l10n.t(
        "{server} answered “not authorized”{found}{said}: none of its devices has this certificate yet{id}.",
        facts,
      )
    : l10n.t(
        "{server} answered “not authorized”{found}{said}: no device there has this certificate{id}, or the device has another one, or the server's clock is far off.",
        facts,
      );
  return `${remaining} ${itself(found)}`;
}

/** What is known to be right with our certificate. */
function itself(found: DiagnosisCase): string {
  return (
    found.where("clientNotAfter", () =>
      l10n.t("The certificate itself is valid until {clientNotAfter} and fits its key, and TLS is up.", {
        clientNotAfter: found.day("clientNotAfter", ""),
      }),
    ) || l10n.t("The certificate itself fits its key, and TLS is up.")
  );
}

function own(found: DiagnosisCase): string {
  return found.fact("clientSubject", l10n.t("of this device"));
}

function code(found: DiagnosisCase): string {
  return found.where("returnCode", (returnCode) => {
    const name = mqttReasonWords[Number(returnCode)];
    return name === undefined
      ? l10n.t(" (CONNACK {code})", { code: returnCode })
      : l10n.t(" (CONNACK {code}, {name})", { code: returnCode, name });
  });
}

/** The server's own words. */
function said(found: DiagnosisCase): string {
  return found.where("reasonString", (reason) => l10n.t(" (it says: “{reason}”)", { reason }));
}

function wireCode(found: DiagnosisCase): string {
  return reason(found) + found.where("errorCode", (code) => l10n.t(" ({code})", { code }));
}

function isWithoutReason(found: DiagnosisCase): boolean {
  return found.fact("reasonString", "") === "" && found.fact("reasonCode", "") === "";
}

/** The reason code of a DISCONNECT or PUBACK, with its name. */
function reason(found: DiagnosisCase): string {
  return found.where("reasonCode", (text) => {
    const name = mqttReasonWords[Number(text)];
    return name === undefined
      ? l10n.t(" (reason code {code})", { code: text })
      : l10n.t(" (reason code {code}, {name})", { code: text, name });
  });
}

/** What the reason means, as a sentence of its own. */
function reasonMeaning(found: DiagnosisCase): string {
  return found.where("reasonCode", (text) => {
    const meaning = mqttReasonMeanings[Number(text)];
    return meaning === undefined ? "" : ` ${meaning}`;
  });
}
