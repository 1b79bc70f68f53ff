import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import type { ApiTopicKind } from "../../core/talk/deviceApi";
import type { PayloadProblem, PayloadProblemCode } from "../../core/talk/payloadProblems";
import type { CommandFailure } from "../command";
import { sentence } from "./sentence";
import { shortened } from "./shortened";

/** What each topic of ThingsBoard's device API is for. */
export const apiTopicWords: Readonly<Record<ApiTopicKind, string>> = {
  telemetry: l10n.t("telemetry: measured values"),
  attributes: l10n.t("client attributes: what the device says of itself"),
  "attributes-request": l10n.t("asks for client and shared attributes"),
  "rpc-request": l10n.t("client-side RPC: asks the server to do something"),
  claim: l10n.t("claims the device for a customer"),
};

const patterns: Readonly<Record<PayloadProblemCode, string>> = {
  "topic-invalid": l10n.t("A topic to publish to has neither + nor # in it, and at most 65,535 bytes."),
  "payload-not-json": l10n.t("This is no JSON from line {line}, column {column} on."),
  "payload-too-deep": l10n.t("This JSON is nested deeper than 64 levels at line {line}, column {column}."),
  "telemetry-not-object": l10n.t(
    'ThingsBoard takes telemetry as an object, such as {"temperature":21.5}, or as an array of objects, and refuses this.',
  ),
  "telemetry-ts-seconds": l10n.t("ts is in milliseconds since 1970 in ThingsBoard; {ts} looks like seconds."),
  "attributes-not-object": l10n.t(
    'ThingsBoard takes attributes as an object, such as {"firmwareVersion":"1.0.0"}, and refuses this.',
  ),
  "attributes-request-keys": l10n.t(
    "A request for attributes is an object whose clientKeys and sharedKeys are texts with commas.",
  ),
  "rpc-call-incomplete": l10n.t("A client-side RPC is an object with method, a text, and params."),
  "claim-not-object": l10n.t("A claim is an object with secretKey and durationMs, or empty."),
  "payload-too-long": l10n.t(
    "It has {bytes} bytes; ThingsBoard closes the connection for more than {most}, unless it is set up otherwise.",
  ),
};

/** Says what is wrong or odd about a message that is to be published. */
export function payloadWords({ code, values }: PayloadProblem): string {
  // A sentence with an example of JSON in it has no places.
  return Object.keys(values).length === 0 ? patterns[code] : sentence(patterns[code], values);
}

/** Says that a message is not sent, since ThingsBoard would not read it. */
export function payloadRefusal(topic: string, problem: PayloadProblem): CommandFailure {
  const { code, values } = problem;
  const isTopic = code === "topic-invalid";
  return {
    code: isTopic ? "topic-invalid" : "payload-invalid",
    message: isTopic
      ? l10n.t("Nothing was published. {payload}", { payload: payloadWords(problem) })
      : l10n.t("Nothing was published: ThingsBoard takes JSON on {shortTopic}. {payload}", {
          shortTopic: shortTopic(topic),
          payload: payloadWords(problem),
        }),
    details: { ...values, offset: problem.span.start },
  };
}

/** Says that a device is not connected, which it has to be for what was asked. */
export function notConnectedWords(name: string, propertiesPath: string): CommandFailure {
  return {
    code: "not-connected",
    message: l10n.t("{name} is not connected. Test Connection connects it and keeps the connection.", {
      name: safeText(name),
    }),
    actions: [
      { title: l10n.t("Test Connection"), command: "thingsboardX509.testConnection", args: [propertiesPath] },
    ],
  };
}

/** Says that a message was sent and nobody confirmed it. */
export function notAcknowledgedWords(name: string, topic: string): CommandFailure {
  return {
    code: "publish-not-acknowledged",
    message: l10n.t(
      "{name} published to {shortTopic}, and the server did not acknowledge it: it refused the message, closed the connection, or did not answer in time. The output shows what came.",
      { name: safeText(name), shortTopic: shortTopic(topic) },
    ),
    actions: [{ title: l10n.t("Show Output"), command: "thingsboardX509.showOutput", args: [] }],
  };
}

/** A topic as a sentence holds it. */
export function shortTopic(topic: string): string {
  return shortened(safeText(topic), 80);
}

/** What an option of a command has to be, where it is something else. */
export function optionInvalid(option: string, wanted: string): CommandFailure {
  return {
    code: "argument-invalid",
    message: l10n.t("The option {option} has to be {wanted}.", { option, wanted }),
  };
}
