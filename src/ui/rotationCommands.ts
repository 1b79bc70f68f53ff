import type { App } from "./app";
import type { CommandRow } from "./command";

/** The commands that rotate certificates. Each is described in docs/commands.md. */
export function rotationRows(app: App): readonly CommandRow[] {
  // Properties files whose certificate is being rotated: one who finds its journal meanwhile must not resume it.
  const running = new Set<string>();
  return [
    {
      id: "rotateClientCert",
      needsTrust: true,
      run: async (...args) => (await import("./rotate")).rotateClientCert({ app, running }, args),
    },
    {
      id: "resumeRotation",
      needsTrust: true,
      run: async (...args) => (await import("./resumeRotation")).resumeRotation({ app, running }, args),
    },
  ];
}
