import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { calendarOf, type CalendarEvent } from "../core/devices/calendar";
import { expiriesOf } from "../core/devices/expiry";
import type { App } from "./app";
import { optionsArgument, pathArgument } from "./callArguments";
import { done, failed, showWithActions, type CommandFailure, type Outcome } from "./command";
import { askWhere, givenTarget } from "./saveTarget";
import { calendarEventWords, calendarWords, noCertificate } from "./words/expiry";
import { failureWords } from "./words/failures";

/** What was exported. */
export interface ExportedCalendar {
  /** Absolute path. */
  readonly file: string;
  readonly events: number;
}

/** Writes a calendar of the days on which the workspace's certificates end; asks for the file where none is given. */
export async function exportExpiryCalendar(app: App, options: unknown): Promise<Outcome<ExportedCalendar>> {
  const events = await eventsOf(app);
  if (events.length === 0) {
    return failed(noCertificate);
  }
  const target = await targetOf(app, options);
  if (target?.kind !== "done") {
    return target;
  }
  const bytes = new TextEncoder().encode(calendarOf(events, app.world.clock()));
  const written = await app.world.files.replace(target.value, bytes, 0o644);
  if (!written.ok) {
    return failed(failureWords(written.failure));
  }
  const open = { title: l10n.t("Open"), command: "vscode.open", args: [vscode.Uri.file(target.value)] };
  void showWithActions("information", calendarWords(target.value, events.length), [open]);
  return done({ file: target.value, events: events.length });
}

/** A certificate that lies in several files ends once. */
async function eventsOf({ devices, expiry, world }: App): Promise<readonly CalendarEvent[]> {
  const terms = { now: world.clock(), expiryWarningDaysOf: expiry.warningDaysOf };
  const events = new Map<string, CalendarEvent>();
  for (const one of expiriesOf(await devices.all(), terms)) {
    const { certificate, device } = one;
    const uid = `${certificate.fingerprint256.replaceAll(":", "").toLowerCase()}@thingsboard-x509`;
    if (!events.has(uid)) {
      const words = calendarEventWords(one, vscode.workspace.asRelativePath(certificate.path));
      const reminderDays = expiry.warningDaysOf(device.propertiesPath);
      events.set(uid, { uid, atMs: certificate.notAfterMs, reminderDays, ...words });
    }
  }
  return [...events.values()];
}

async function targetOf(app: App, options: unknown): Promise<Outcome<string>> {
  const wanted = optionsArgument(options);
  const path = pathArgument(wanted["path"]);
  if (path.kind !== "none") {
    return givenTarget(app, path, wanted, notAbsolute);
  }
  const filters = { iCalendar: ["ics"] };
  const where = await askWhere({
    title: l10n.t("Export Expiry Calendar"),
    name: "certificates.ics",
    filters,
  });
  return where === undefined ? undefined : done(where);
}

const notAbsolute: CommandFailure = {
  code: "argument-invalid",
  message: l10n.t("The path of the calendar has to be absolute."),
};
