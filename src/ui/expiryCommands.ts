import type { Grouping } from "../core/devices/expiry";
import type { App } from "./app";
import { done, type CommandRow } from "./command";

/** The commands that watch over what expires. Each is described in docs/commands.md. */
export function expiryRows(app: App): readonly CommandRow[] {
  return [
    { id: "groupByExpiry", needsTrust: false, run: () => grouped(app, "expiry") },
    { id: "groupByFolder", needsTrust: false, run: () => grouped(app, "folder") },
    {
      id: "exportExpiryCalendar",
      needsTrust: true,
      run: async (options) => (await import("./exportCalendar")).exportExpiryCalendar(app, options),
    },
    {
      id: "renewAllExpiring",
      needsTrust: true,
      run: async (options) => (await import("./renewAll")).renewAllExpiring(app, options),
    },
  ];
}

/** Groups the rows of Devices, and shows what is most urgent. */
async function grouped(
  { deviceView }: App,
  grouping: Grouping,
): Promise<ReturnType<typeof done<{ readonly grouping: Grouping }>>> {
  deviceView.groupBy(grouping);
  if (grouping === "expiry" && !(await deviceView.revealUrgency("expired"))) {
    await deviceView.revealUrgency("soon");
  }
  return done({ grouping });
}
