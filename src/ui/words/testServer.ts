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
        `listens on mqtts://127.0.0.1:${report.mqttPort}, REST on http://127.0.0.1:${report.restPort}`,
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
      return ["✓", `${safeText(report.deviceName)} is registered, device id ${report.deviceId}`];
    case "deleted":
      return ["■", `${safeText(report.deviceName)} was deleted`];
    case "registryNotSaved":
      return [
        "!",
        `the devices could not be saved for the next start. ${failureWords(report.failure).message}`,
      ];
  }
}

function connectedText(event: Extract<TestServerEvent, { readonly kind: "connected" }>): string {
  const version = event.protocolVersion === 5 ? "5.0" : "3.1.1";
  const clientId = event.clientId === "" ? "without client id" : `client id ${safeText(event.clientId)}`;
  return `${safeText(event.deviceName)} connected, MQTT ${version}, ${clientId}`;
}

function refusedParts(event: Extract<TestServerEvent, { readonly kind: "refused" }>): Parts {
  const { reason, code, credentialsId } = event;
  const text = `refused a connection with CONNACK ${code}: ${refusalWords[reason]}`;
  return credentialsId === undefined ? ["✗", text] : ["✗", text, `credentials id ${credentialsId}`];
}

function messageParts(mark: string, { deviceName, topic, payload }: DeviceMessage): Parts {
  const { inline, below } = payloadLines(payload, payloadTerms);
  const text = [safeText(deviceName), safeText(topic), inline].filter((part) => part !== "").join("  ");
  return [mark, text, ...below];
}

/** Why a connection was refused, after "because" in mind. */
export const refusalWords: Readonly<Record<RefusalReason, string>> = {
  "certificate-unknown": "no device is registered with this certificate",
  "certificate-expired": "the certificate has expired",
  "certificate-not-yet-valid": "the certificate is not valid yet",
  "certificate-unreadable": "the certificate cannot be read",
  "profile-pattern-unmatched":
    "the pattern of the device profile gives no device name for the certificate's common name",
  "profile-makes-no-device":
    "no device of the profile has this name, and the profile does not allow new ones",
  "profile-name-taken": "a device of another profile has this name already",
  "user-or-password-wrong": "no certificate was shown, and no device has this access token",
  "client-id-unknown": "no certificate was shown, and no device is known by this client id",
  "nothing-shown": "neither a certificate nor a user name was shown",
  "server-unavailable": "the server takes no more connections",
  "connection-rate-exceeded": "too many connections were opened in a short time",
};

/** How a session ended, after the device's name. */
export const endWords: Readonly<Record<EndReason, string>> = {
  "client-disconnected": "disconnected",
  "connection-lost": "lost its connection",
  "keepalive-missed": "was silent for too long and was disconnected",
  "session-taken-over": "connected again elsewhere, which ended this session",
  "credentials-changed": "got another certificate, which ended its session",
  "device-deleted": "was deleted, which ended its session",
  "payload-invalid": "sent a payload that is not what its topic takes, and was disconnected",
  "protocol-violated": "broke the rules of MQTT and was disconnected",
  "package-not-assigned": "asked for firmware that it has not been given, and was disconnected",
  "server-stopped": "was disconnected, as the server stops",
};

/** Why the Local Test Server did not start; cancelling is no failure. */
export function testServerFailureWords(
  failure: Exclude<TestServerFailure, { readonly code: "cancelled" }>,
  ports: { readonly port?: number; readonly restPort?: number } = {},
): CommandFailure {
  if (!isListenFailure(failure)) {
    const words = failureWords(failure);
    return { ...words, message: `The Local Test Server did not start. ${words.message}` };
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
    `The Local Test Server did not start: port ${port} is taken by another program. Stop that program, or use another port.`,
  "port-not-permitted": (port) =>
    `The Local Test Server did not start: this machine does not let you listen on port ${port}. Use a port of 1024 or above.`,
  "port-unusable": (port) =>
    `The Local Test Server did not start: port ${port} cannot be listened on. Use another port.`,
};

/** The port that is in the way is left to the system; the other one stays as it was asked for. */
function anotherPort(
  { port }: ListenFailure,
  asked: { readonly port?: number; readonly restPort?: number },
): Action {
  const args = port === asked.restPort ? { ...asked, restPort: 0 } : { ...asked, port: 0 };
  return { title: "Use Another Port", command: "thingsboardX509.startTestServer", args: [args] };
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
        message: "The Local Test Server cannot read the certificate. Generate the client certificate again.",
        actions: [generate(propertiesPath)],
      };
    case "credentials-assigned-to-other":
      return {
        code: failure.code,
        message: `The certificate belongs to the device ${safeText(failure.deviceName)} already, and a certificate makes one device. Give this device a certificate of its own.`,
        details: { deviceId: failure.deviceId, deviceName: failure.deviceName },
        actions: [generate(propertiesPath)],
      };
    case "device-name-taken":
      return {
        code: failure.code,
        message: `The Local Test Server has another device called ${safeText(failure.deviceName)}. Use another name.`,
        details: { deviceId: failure.deviceId, deviceName: failure.deviceName },
      };
    case "device-not-found":
      return {
        code: failure.code,
        message: "The device was deleted from the Local Test Server meanwhile. Register it again.",
        details: { deviceId: failure.deviceId },
      };
    case "registry-full":
      return {
        code: failure.code,
        message: `The Local Test Server keeps at most ${failure.most} devices. Delete some first.`,
        details: { most: failure.most },
      };
  }
}

function generate(propertiesPath: string): Action {
  return {
    title: "Generate Client Cert",
    command: "thingsboardX509.generateClientCert",
    args: [propertiesPath],
  };
}

/** Nothing can be registered, as the Local Test Server does not run. */
export const testServerNotRunning: CommandFailure = {
  code: "test-server-not-running",
  message: "The Local Test Server is not running. Start it first.",
  actions: [{ title: "Start Local Test Server", command: "thingsboardX509.startTestServer", args: [] }],
};
