import * as vscode from "vscode";
import { dueOf, expiriesOf, type Expiry } from "../core/devices/expiry";
import type { App, ExpiryWatch } from "./app";
import { bugText } from "./bug";
import { newWarningDays } from "./warningDays";

/** Days go by while the window is open. */
const hourMs = 3_600_000;

type Parts = Pick<App, "devices" | "world" | "log">;

/** Keeps what is due in the workspace true with the files, the setting and the calendar. */
export function newExpiryWatch(parts: Parts): ExpiryWatch {
  const { devices, world, log } = parts;
  const warningDays = newWarningDays();
  const changes = new vscode.EventEmitter<void>();
  let due: readonly Expiry[] = [];
  let asked = 0;
  const lookOnce = async (): Promise<void> => {
    const question = ++asked;
    const all = await devices.all();
    if (question === asked) {
      const before = due;
      due = dueOf(expiriesOf(all, { now: world.clock(), expiryWarningDaysOf: warningDays.of }));
      if (!isSame(before, due)) {
        changes.fire();
      }
    }
  };
  const look = (): void => {
    lookOnce().catch((error: unknown) => {
      log.error("expiry:", bugText(error));
    });
  };
  const timer = setInterval(look, hourMs);
  look();
  return Object.assign(
    vscode.Disposable.from(changes, warningDays, devices.onDidChange(look), warningDays.onDidChange(look), {
      dispose: () => {
        asked += 1;
        clearInterval(timer);
      },
    }),
    {
      due: () => due,
      onDidChange: changes.event,
      warningDaysOf: warningDays.of,
      onDidChangeWarningDays: warningDays.onDidChange,
    },
  );
}

function isSame(before: readonly Expiry[], after: readonly Expiry[]): boolean {
  return (
    before.length === after.length &&
    before.every((one, index) => {
      const other = after[index];
      return (
        one.device === other?.device &&
        one.side === other.side &&
        one.days === other.days &&
        one.urgency === other.urgency
      );
    })
  );
}
