import * as l10n from "@vscode/l10n";
import { payloadLines } from "../../core/stream/payloadLines";
import { safeText } from "../../core/stream/safeText";
import { wallTime } from "../../core/stream/wallTime";
import type { RefusalReason } from "../../core/testServer/admission";
import type { RegistrationFailure } from "../../core/testServer/changes";
import type { DeviceMessage, EndReason, TestServerEvent } from "../../core/testServer/events";
import type { TestServerFailure, TestServerReport } from "../../flows/runTestServer";
import type { ListenFailure } from "../../flows/world";
import type { Action, CommandFailure } from "../command";
import { failureWords, type WordedFailure } from "./failures";
import { countText } from "./numbers";

/** Who speaks in the output, where a device's name stands otherwise. */
const source = "local-test-server";

/** Continued lines begin with it, as those of a device's messages do. */
const indent = "    ";

/** A longer payload is cut in the server's own lines: the device's have it whole. */
const payloadTerms = { format: "compact", maxPayloadBytes: 256 } as const;

/** The lines that tell what happened in the Local Test Server; `utcOffsetMinutes` is local time minus UTC, east positive. */
export function testServerLines(report: TestServerReport, utcOffsetMinutes: number): readonly string[] {
  const [mark, text, ...below] = partsOf(report);
  const time = wallTime(report.atMs, utcOffsetMinutes);
  return [`${time}  ${source}  ${mark}  ${text}`, ...below.map((line) => indent + line)];
}

type Parts = readonly [mark: string, text: string, ...below: string[]];

function partsOf(report: TestServerReport): Parts {
  switch (report.kind) {
    case "listening":
      return [
        "▶",
        l10n.t("listens on mqtts://127.0.0.1:{mqttPort}, REST on http://127.0.0.1:{restPort}", {
          mqttPort: report.mqttPort,
          restPort: report.restPort,
        }),
      ];
    case "connected":
      return ["✓", connectedText(report)];
    case "refused":
      return refusedParts(report);
    case "received":
      return messageParts("↓", report);
    case "sent":
      return messageParts("↑", report);
    case "disconnected":
      return ["■", `${safeText(report.deviceName)} ${endWords[report.reason]}`];
    case "registered":
      return [
        "✓",
        l10n.t("{deviceName} is registered, device id {deviceId}", {
          deviceName: safeText(report.deviceName),
          deviceId: report.deviceId,
        }),
      ];
    case "deleted":
      return ["■", l10n.t("{deviceName} was deleted", { deviceName: safeText(report.deviceName) })];
    case "registryNotSaved":
      return [
        "!",
        l10n.t("the devices could not be saved for the next start. {message}", {
          message: failureWords(report.failure).message,
        }),
      ];
  }
}

function connectedText(event: Extract<TestServerEvent, { readonly kind: "connected" }>): string {
  const version = event.protocolVersion === 5 ? "5.0" : "3.1.1";
  const clientId =
    event.clientId === ""
      ? l10n.t("without client id")
      : l10n.t("client id {clientId}", { clientId: safeText(event.clientId) });
  return l10n.t("{deviceName} connected, MQTT {version}, {clientId}", {
    deviceName: safeText(event.deviceName),
    version,
    clientId,
  });
}

function refusedParts(event: Extract<TestServerEvent, { readonly kind: "refused" }>): Parts {
  const { reason, code, credentialsId } = event;
  const text = l10n.t("refused a connection with CONNACK {code}: {refusal}", {
    code,
    refusal: refusalWords[reason],
  });
  return credentialsId === undefined
    ? ["✗", text]
    : ["✗", text, l10n.t("credentials id {credentialsId}", { credentialsId })];
}

function messageParts(mark: string, { deviceName, topic, payload }: DeviceMessage): Parts {
  const { inline, below } = payloadLines(payload, payloadTerms);
  const text = [safeText(deviceName), safeText(topic), inline].filter((part) => part !== "").join("  ");
  return [mark, text, ...below];
}

/** Why a connection was refused, after "because" in mind. */
export const refusalWords: Readonly<Record<RefusalReason, string>> = {
  "certificate-unknown": l10n.t("no device is registered with this certificate"),
  "certificate-expired": l10n.t("the certificate has expired"),
  "certificate-not-yet-valid": l10n.t("the certificate is not valid yet"),
  "certificate-unreadable": l10n.t("the certificate cannot be read"),
  "profile-pattern-unmatched": l10n.t(
    "the pattern of the device profile gives no device name for the certificate's common name",
  ),
  "profile-makes-no-device": l10n.t(
    "no device of the profile has this name, and the profile does not allow new ones",
  ),
  "profile-name-taken": l10n.t("a device of another profile has this name already"),
  "user-or-password-wrong": l10n.t("no certificate was shown, and no device has this access token"),
  "client-id-unknown": l10n.t("no certificate was shown, and no device is known by this client id"),
  "nothing-shown": l10n.t("neither a certificate nor a user name was shown"),
  "server-unavailable": l10n.t("the server takes no more connections"),
  "connection-rate-exceeded": l10n.t("too many connections were opened in a short time"),
};

/** How a session ended, after the device's name. */
export const endWords: Readonly<Record<EndReason, string>> = {
  "client-disconnected": l10n.t("disconnected"),
  "connection-lost": l10n.t("lost its connection"),
  "keepalive-missed": l10n.t("was silent for too long and was disconnected"),
  "session-taken-over": l10n.t("connected again elsewhere, which ended this session"),
  "credentials-changed": l10n.t("got another certificate, which ended its session"),
  "device-deleted": l10n.t("was deleted, which ended its session"),
  "payload-invalid": l10n.t("sent a payload that is not what its topic takes, and was disconnected"),
  "protocol-violated": l10n.t("broke the rules of MQTT and was disconnected"),
  "package-not-assigned": l10n.t("asked for firmware that it has not been given, and was disconnected"),
  "server-stopped": l10n.t("was disconnected, as the server stops"),
};

/** Why the Local Test Server did not start; cancelling is no failure. */
export function testServerFailureWords(
  failure: Exclude<TestServerFailure, { readonly code: "cancelled" }>,
  ports: { readonly port?: number; readonly restPort?: number } = {},
): CommandFailure {
  if (!isListenFailure(failure)) {
    const words = failureWords(failure);
    return {
      ...words,
      message: l10n.t("The Local Test Server did not start. {message}", { message: words.message }),
    };
  }
  const { code, port, cause } = failure;
  return {
    code,
    message: listenSentences[code](port),
    details: { port, ...(cause === undefined ? {} : { cause }) },
    actions: [anotherPort(failure, ports)],
  };
}

const listenSentences: Readonly<Record<ListenFailure["code"], (port: number) => string>> = {
  "port-taken": (port) =>
    l10n.t(
      "The Local Test Server did not start: port {port} is taken by another program. Stop that program, or use another port.",
      { port },
    ),
  "port-not-permitted": (port) =>
    l10n.t(
      "The Local Test Server did not start: this machine does not let you listen on port {port}. Use a port of 1024 or above.",
      { port },
    ),
  "port-unusable": (port) =>
    l10n.t("The Local Test Server did not start: port {port} cannot be listened on. Use another port.", {
      port,
    }),
};

/** The port that is in the way is left to the system; the other one stays as it was asked for. */
function anotherPort(
  { port }: ListenFailure,
  asked: { readonly port?: number; readonly restPort?: number },
): Action {
  const args = port === asked.restPort ? { ...asked, restPort: 0 } : { ...asked, port: 0 };
  return { title: l10n.t("Use Another Port"), command: "thingsboardX509.startTestServer", args: [args] };
}

function isListenFailure(failure: WordedFailure | ListenFailure): failure is ListenFailure {
  return failure.code in listenSentences;
}

/** Why a certificate was not registered with the Local Test Server. */
export function registrationFailureWords(
  failure: RegistrationFailure,
  propertiesPath: string,
): CommandFailure {
  switch (failure.code) {
    case "certificate-unreadable":
      return {
        code: failure.code,
        message: l10n.t(
          "The Local Test Server cannot read the certificate. Generate the client certificate again.",
        ),
        actions: [generate(propertiesPath)],
      };
    case "credentials-assigned-to-other":
      return {
        code: failure.code,
        message: l10n.t(
          "The certificate belongs to the device {deviceName} already, and a certificate makes one device. Give this device a certificate of its own.",
          { deviceName: safeText(failure.deviceName) },
        ),
        details: { deviceId: failure.deviceId, deviceName: failure.deviceName },
        actions: [generate(propertiesPath)],
      };
    case "device-name-taken":
      return {
        code: failure.code,
        message: l10n.t("The Local Test Server has another device called {deviceName}. Use another name.", {
          deviceName: safeText(failure.deviceName),
        }),
        details: { deviceId: failure.deviceId, deviceName: failure.deviceName },
      };
    case "device-not-found":
      return {
        code: failure.code,
        message: l10n.t("The device was deleted from the Local Test Server meanwhile. Register it again."),
        details: { deviceId: failure.deviceId },
      };
    case "registry-full":
      return {
        code: failure.code,
        message: l10n.t("The Local Test Server keeps at most {most} devices. Delete some first.", {
          most: countText(failure.most),
        }),
        details: { most: failure.most },
      };
  }
}

function generate(propertiesPath: string): Action {
  return {
    title: l10n.t("Generate Client Cert"),
    command: "thingsboardX509.generateClientCert",
    args: [propertiesPath],
  };
}

/** Nothing can be registered, as the Local Test Server does not run. */
export const testServerNotRunning: CommandFailure = {
  code: "test-server-not-running",
  message: l10n.t("The Local Test Server is not running. Start it first."),
  actions: [
    { title: l10n.t("Start Local Test Server"), command: "thingsboardX509.startTestServer", args: [] },
  ],
  goesOn: true,
};
