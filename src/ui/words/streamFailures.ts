import * as l10n from "@vscode/l10n";
import type { CommandFailure } from "../command";

/** What the directions are called. */
export const directionLabels = { in: `↓ ${l10n.t("Received")}`, out: `↑ ${l10n.t("Sent")}` } as const;

/** What is wrong with a topic filter, at its input box. */
export const topicFilterWords = l10n.t(
  "No MQTT topic filter: # stands only at the end, and + and # for whole levels.",
);

/** Says that a topic filter is none. */
export function topicFilterInvalid(topic: string): CommandFailure {
  return {
    code: "topic-filter-invalid",
    message: l10n.t(
      "“{topic}” is no MQTT topic filter. # stands only at the end, and + and # for whole levels: v1/devices/me/#.",
      { topic },
    ),
  };
}

/** Says that nothing was recorded of a device. */
export const sessionNotRecorded: CommandFailure = {
  code: "session-not-recorded",
  message: l10n.t(
    "Nothing is recorded of this device. Test Connection keeps the connection and records it, unless the setting thingsboardX509.output.recordMegabytes is 0.",
  ),
  actions: [
    {
      title: l10n.t("Open Setting"),
      command: "workbench.action.openSettings",
      args: ["thingsboardX509.output.recordMegabytes"],
    },
  ],
};

/** Says that no message can be copied. */
export const noMessage: CommandFailure = {
  code: "no-message",
  message: l10n.t("No such message is kept. Test Connection keeps the connection and shows what comes."),
};

/** Says that a form of copying is unknown. */
export const copyFormUnknown: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("A message is copied as payload, json, hex or mosquitto_pub."),
};
