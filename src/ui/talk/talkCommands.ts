import type { App } from "../app";
import type { CommandRow } from "../command";

/** The commands by which a device talks to its server; each is loaded when it is first used. See docs/commands.md. */
export function talkRows(app: App): readonly CommandRow[] {
  return [
    {
      id: "publish",
      needsTrust: true,
      run: async (...args) => (await import("./publish")).publish(app, args),
    },
  ];
}
