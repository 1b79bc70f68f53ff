import * as l10n from "@vscode/l10n";
import type { DiagnosisFacts } from "../../core/connection/diagnoses";
import { safeText } from "../../core/stream/safeText";
import { wallTime } from "../../core/stream/wallTime";
import type { Action, CommandFailure } from "../command";
import { diagnosisEntries } from "./diagnoses";
import { countText, secondsText, tenthsText } from "./numbers";
import { firstLine, type ReportLineContext } from "./report";

/** Words a time that passed: `0.8 s`, `34 s`, `12 min 5 s`, `3 h 20 min`. */
function durationWords(ms: number): string {
  if (ms < 10_000) {
    return tenthsText(Math.max(ms, 0));
  }
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) {
    return secondsText(1000 * seconds);
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? l10n.t("{minutes} min {text} s", { minutes, text: seconds % 60 })
    : l10n.t("{count} h {text} min", { count: countText(Math.floor(minutes / 60)), text: minutes % 60 });
}

/** The time of day of the next attempt. */
export function attemptTime(atMs: number, utcOffsetMinutes: number): string {
  return wallTime(atMs, utcOffsetMinutes).slice(0, 8);
}

/** The line below the diagnosis of a loss. */
export function againLine(nextAtMs: number, context: ReportLineContext): string {
  const wait = durationWords(nextAtMs - context.atMs);
  return firstLine("↻", l10n.t("Connects again by itself, the first time in {wait}.", { wait }), context);
}

/** The line of an attempt in vain. */
export function attemptLine({ attempts, code, nextAtMs }: Attempt, context: ReportLineContext): string {
  const wait = durationWords(nextAtMs - context.atMs);
  const why = `${code}: ${diagnosisEntries[code].title}`;
  return firstLine(
    "↻",
    l10n.t("Attempt {attempts} failed, {why}. The next one is in {wait}.", {
      attempts: countText(attempts),
      why,
      wait,
    }),
    context,
  );
}

interface Attempt {
  readonly attempts: number;
  readonly code: DiagnosisFacts["code"];
  readonly nextAtMs: number;
}

/** The line of a connection that is back. */
export function restoredLine(
  { attempts, downMs }: { readonly attempts: number; readonly downMs: number },
  context: ReportLineContext,
): string {
  const count =
    attempts === 1 ? l10n.t("1 attempt") : l10n.t("{attempts} attempts", { attempts: countText(attempts) });
  return firstLine(
    "✓",
    l10n.t("Connected again after {duration}, {count}.", { duration: durationWords(downMs), count }),
    context,
  );
}

/** The line of a connection that does not come back by itself, because of what its diagnosis says. */
export function noMoreLine(context: ReportLineContext): string {
  return firstLine("■", l10n.t("Does not connect again by itself after this."), context);
}

/** The line of a connection that a person no longer waits for. */
export function givenUpLine(context: ReportLineContext): string {
  return firstLine("■", l10n.t("No longer tries to connect."), context);
}

/** Says that a device has lost its connection, which it needs for what was asked. */
export function reconnectingWords(name: string, propertiesPath: string): CommandFailure {
  return {
    code: "not-connected",
    message: l10n.t(
      "{name} has lost its connection and connects again by itself. Nothing was sent; wait until it is back, or let it try now.",
      { name: safeText(name) },
    ),
    actions: [reconnectAction(propertiesPath)],
  };
}

/** The button that does not wait for the next attempt. */
export function reconnectAction(propertiesPath: string): Action {
  return { title: l10n.t("Reconnect Now"), command: "thingsboardX509.reconnectNow", args: [propertiesPath] };
}
