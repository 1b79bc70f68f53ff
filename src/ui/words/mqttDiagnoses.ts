import type { DiagnosisCode } from "../../core/connection/diagnoses";
import type { DiagnosisCase, DiagnosisEntry } from "./diagnosisCase";
import { mqttReasonMeanings, mqttReasonWords } from "./mqttReasons";
import { usualPort, within } from "./localDiagnoses";
import { bothEnds } from "./shortened";

/** What is found once the TLS connection is up, and what ends a connection that was in use. */
export const mqttDiagnoses: Readonly<Record<Extract<DiagnosisCode, `mqtt-${string}`>, DiagnosisEntry>> = {
  "mqtt-not-mqtt": {
    title: "TLS works, but it is not MQTT behind it",
    detail: (found) =>
      `${found.address} speaks TLS, but what it sent is no MQTT${found.where("firstBytesHex", (bytes) => ` (first bytes ${bytes})`)}.${usualPort(found)}`,
    meaning: "Another service is on that port, often HTTPS on 443.",
    cure: "Use the port for MQTT over TLS, usually 8883.",
  },
  "mqtt-connack-timeout": {
    title: "The server does not answer our MQTT CONNECT",
    detail: (found) => `TLS is up, but ${found.server} sent no CONNACK${within(found)}.`,
    meaning:
      "The server accepted the TLS connection and then said nothing: it is overloaded, or what decides about devices behind it does not answer.",
    cure: "Test again; if it stays so, look into the server's log or give it more time.",
  },
  "mqtt-closed": {
    title: "The server closed the connection",
    detail: (found) =>
      `${found.server} closed the connection${wireCode(found)}${said(found) || noReason(found)}.${reasonMeaning(found)}`,
    meaning:
      "MQTT 3.1.1 has no way to say why a server hangs up; its log has the reason. In ThingsBoard, changed credentials and a second connection of the same device end it so.",
    cure: "Test again, and look into the server's log if it stays so. With MQTT 5 the server can say why.",
  },
  "mqtt-version-refused": {
    title: "The server does not speak this version of MQTT",
    detail: (found) => `${found.server} refused the MQTT version${code(found)}${said(found)}.`,
    meaning: "The server speaks MQTT 3.1.1 or MQTT 5, not the one that was tried.",
    cure: "Choose the other version in thingsboardX509.connection.protocolVersion.",
  },
  "mqtt-client-id-refused": {
    title: "The server refused the client id",
    detail: (found) =>
      `${found.server} does not take the client id ${found.fact("clientId", "that was sent")}${code(found)}${said(found)}.`,
    meaning:
      "Some servers allow certain client ids only. ThingsBoard answers so to a client that showed no certificate and no user name.",
    cure: "Change CLIENT_FILE_PREFIX, which the client id is made of, or the server's rule.",
  },
  "mqtt-server-unavailable": {
    title: "The server is not ready",
    detail: (found) =>
      `${found.server} says that it cannot serve now${code(found)}${reason(found)}${said(found)}.${reasonMeaning(found)}`,
    meaning:
      "The server runs, but what it needs does not: ThingsBoard answers so while its back end starts or fails, and above its rate limits.",
    cure: "Wait a little and test again.",
  },
  "mqtt-bad-credentials": {
    title: "The server does not take these credentials",
    detail: (found) =>
      `${found.server} answered "bad user name or password"${code(found)}${said(found)}: it looked for a user name instead of the certificate ${own(found)}.`,
    meaning:
      "The server does not sign devices in by certificate, or the device has other credentials there than X.509.",
    cure: "Set the device's credentials to X.509 in ThingsBoard (Devices → the device → Manage credentials) and paste the public certificate.",
  },
  "mqtt-not-authorized": {
    title: "The server does not know this device",
    detail: notAuthorized,
    meaning:
      "TLS is up: both sides' certificates are fine as such. ThingsBoard then looks for a device whose credentials are this very certificate, by the SHA3-256 of its public PEM. It answers CONNACK 5 (MQTT 5: 0x87) where it finds none, and the same for a certificate that its own clock calls expired or not yet valid.",
    cure: "Paste the public certificate into ThingsBoard under Devices → the device → Manage credentials → X.509. The Local Test Server takes it with Register with Local Test Server.",
  },
  "mqtt-banned": {
    title: "The server has banned this client",
    detail: (found) => `${found.server} refuses this client by name${code(found)}${said(found)}.`,
    meaning: "Somebody, or a rule of the server, has locked this client out.",
    cure: "Ask whoever runs the server; the public certificate tells them which device it is.",
  },
  "mqtt-rate-limited": {
    title: "Too much at once",
    detail: (found) =>
      `${found.server} refused because of a rate limit${code(found)}${reason(found)}${said(found)}.`,
    meaning: "The server takes only so many connections or messages in a time.",
    cure: "Wait a little and test again.",
  },
  "mqtt-subscribe-denied": {
    title: "The server refused every subscription",
    detail: (found) =>
      `The device is connected, but ${found.server} refused to let it subscribe to ${found.fact("topics", "its topics")}${reason(found)}${said(found)}.`,
    meaning:
      "The server has rules for who may read which topics. ThingsBoard allows a device its own topics only (v1/devices/me/…).",
    cure: "Correct thingsboardX509.connection.subscriptions, or the server's access rules.",
  },
  "mqtt-publish-refused": {
    title: "The server refused a message of the device",
    detail: (found) =>
      `The device is connected, but ${found.server} refused its message to ${found.fact("topic", "its topic")}${reason(found)}${said(found)}.`,
    meaning: "The server has rules for who may write which topics, or a limit was reached.",
    cure: "Check the server's access rules and limits, then test again.",
  },
  "mqtt-kicked": {
    title: "Another connection took over",
    detail: (found) =>
      found.where(
        "silentEnds",
        (times) =>
          `${found.server} let the device in and ended the connection ${times} times in a row without a reason: most likely another client has the same client id, and each connection ends the other. This one no longer tries.`,
      ) || `${found.server} ended this connection because the same client connected again${said(found)}.`,
    meaning:
      "A client id may be connected once: a second connection ends the first, for example of the real device with the same certificate. MQTT 3.1.1 has no word for it, so it is also concluded from three ends in a row without a reason. The extension does not connect again by itself then: two clients would end each other for ever.",
    cure: "Stop the other client, then test again.",
  },
  "mqtt-keepalive-timeout": {
    title: "The server went silent",
    detail: (found) =>
      found.where("reasonCode", () => `${found.server} ended the connection${reason(found)}${said(found)}.`) +
        reasonMeaning(found) ||
      `${found.server} no longer answers${within(found)}; the connection was given up.`,
    meaning: "The connection was up and then nothing came back: a broken network, or a server that hangs.",
    cure: "Check the network and test again.",
  },
  "mqtt-server-shutting-down": {
    title: "The server is shutting down",
    detail: (found) => `${found.server} says that it is shutting down${said(found)}.`,
    meaning: "The server ended its connections in good order.",
    cure: "Test again when it is up.",
  },
};

/** The causes that remain, and those that local facts exclude. */
function notAuthorized(found: DiagnosisCase): string {
  const id = found.where("credentialsId", (credentialsId) => ` (credentials id ${bothEnds(credentialsId)})`);
  const valid = found.where("clientNotAfter", () => ` is valid until ${found.day("clientNotAfter", "")} and`);
  const inSync = found.where(
    "inSyncDevice",
    (name) =>
      `its device ${name} has this very certificate${id}, so look at the server's clock, and at what stands between it and you`,
  );
  if (inSync !== "") {
    return `${found.server} answered "not authorized"${code(found)}${said(found)}, but by its REST API ${inSync}.`;
  }
  const remaining = found.isLocalTestServer
    ? `none of its devices has this certificate yet${id}`
    : `no device there has this certificate${id}, or the device has another one, or the server's clock is far off`;
  return `${found.server} answered "not authorized"${code(found)}${said(found)}: ${remaining}. The certificate itself${valid} fits its key, and TLS is up.`;
}

function own(found: DiagnosisCase): string {
  return found.fact("clientSubject", "of this device");
}

function code(found: DiagnosisCase): string {
  return found.where("returnCode", (returnCode) => {
    const name = mqttReasonWords[Number(returnCode)];
    return ` (CONNACK ${returnCode}${name === undefined ? "" : `, ${name}`})`;
  });
}

/** The server's own words. */
function said(found: DiagnosisCase): string {
  return found.where("reasonString", (reason) => `: "${reason}"`);
}

function wireCode(found: DiagnosisCase): string {
  return reason(found) + found.where("errorCode", (errorCode) => ` (${errorCode})`);
}

function noReason(found: DiagnosisCase): string {
  return found.where("reasonCode", () => "said") === "" ? " and gave no reason" : "";
}

/** The reason code of a DISCONNECT or PUBACK, with its name. */
function reason(found: DiagnosisCase): string {
  return found.where("reasonCode", (text) => {
    const name = mqttReasonWords[Number(text)];
    return ` (reason code ${text}${name === undefined ? "" : `, ${name}`})`;
  });
}

/** What the reason means, as a sentence of its own. */
function reasonMeaning(found: DiagnosisCase): string {
  return found.where("reasonCode", (text) => {
    const meaning = mqttReasonMeanings[Number(text)];
    return meaning === undefined ? "" : ` ${meaning}`;
  });
}
