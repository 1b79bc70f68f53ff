import * as l10n from "@vscode/l10n";
import { totalOf, type Count } from "../../core/stream/account";
import type { StreamFilter } from "../../core/stream/filter";
import { countText, listText } from "./numbers";

const arrows = { in: "↓", out: "↑" } as const;

/** The lines that say exactly which messages are not shown; none where all are. */
export function unsaidLines(unsaid: readonly Count[]): readonly string[] {
  const { heldBack, paused } = totalOf(unsaid);
  return [
    ...(heldBack === 0
      ? []
      : [
          l10n.t("{notShown} ({shares}): they came faster than the view can follow.", {
            notShown: notShown(heldBack),
            shares: shares(unsaid, "heldBack"),
          }),
        ]),
    ...(paused === 0
      ? []
      : [
          l10n.t("{notShown} ({shares}): the output was paused.", {
            notShown: notShown(paused),
            shares: shares(unsaid, "paused"),
          }),
        ]),
  ];
}

/** The line above what is left when the oldest part of the output was taken away. */
export const trimmedLine = l10n.t("!  Older output was taken away. Save Session has the messages.");

/** The line that says, once, what no count can have in it. */
export const droppedLine = l10n.t(
  "!  Where this computer cannot keep up, a server may drop messages before they get here (mosquitto: what is beyond max_queued_messages); those are neither counted nor recorded.",
);

/** The line that says that nothing is shown until Resume Device Output. */
export const pausedLine = l10n.t(
  "!  Paused: messages are counted and recorded, and not shown until Resume Device Output.",
);

/** The line that says what is shown from here on. */
export function filterLine({ devices, topics, directions }: StreamFilter): string {
  const parts = [
    ...(devices.length === 0 ? [] : [devices.join(", ")]),
    ...(directions.length === 0 ? [] : [directions.map((direction) => arrows[direction]).join(" ")]),
    ...(topics.length === 0 ? [] : [topics.join(", ")]),
  ];
  return parts.length === 0
    ? l10n.t("!  All messages are shown from here on.")
    : l10n.t("!  Only some messages are shown from here on: {parts}", { parts: parts.join(" · ") });
}

function notShown(count: number): string {
  return count === 1
    ? l10n.t("!  … 1 message is not shown")
    : l10n.t("!  … {count} messages are not shown", { count: countText(count) });
}

function shares(counts: readonly Count[], fate: "heldBack" | "paused"): string {
  const texts = counts
    .filter((count) => count[fate] > 0)
    .map((count) => `${count.device} ${arrows[count.direction]} ${countText(count[fate])}`);
  return listText(texts);
}
