import * as l10n from "@vscode/l10n";
import type { DiagnosisWords } from "./diagnoses";
import { shortened } from "./shortened";

/** What a notification shows before it has to be opened further, characters. */
const longestNotification = 400;

/**
 * Writes a diagnosis for a notification: what is wrong, with whom and why, and at the end the next step, which is never cut
 * off. A long explanation loses its last sentences first; the output has it whole.
 */
export function notificationText(name: string, { title, detail, cure }: DiagnosisText): string {
  const [step = ""] = sentencesOf(cure);
  const head = l10n.t("{name}: {title}.", { name: shortened(name, longestName), title });
  const room = longestNotification - head.length - step.length - 2;
  return `${head} ${fitting(detail, room)} ${step}`;
}

/** What a diagnosis says in words. */
type DiagnosisText = Pick<DiagnosisWords, "title" | "detail" | "cure">;

const longestName = 60;

/** As many whole sentences as there is room for; the first one is cut where it alone is too long. */
function fitting(text: string, room: number): string {
  const [first = "", ...others] = sentencesOf(text);
  const longer = others.map((_, index) => [first, ...others.slice(0, index + 1)].join(" "));
  return longer.findLast((one) => one.length <= room) ?? shortened(first, room);
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=\.)\s+(?=\p{Lu})|(?<=。)/u);
}
