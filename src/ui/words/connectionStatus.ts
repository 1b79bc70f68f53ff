/** A device that is connected, and where. */
export interface ConnectedDevice {
  readonly name: string;
  readonly server: string;
}

/** What the status bar shows of the live connections. */
export interface ConnectionStatus {
  readonly text: string;
  readonly tooltip: string;
}

/** Words the live connections; undefined where there is none. */
export function connectionStatusOf(devices: readonly ConnectedDevice[]): ConnectionStatus | undefined {
  const [first] = devices;
  if (first === undefined) {
    return undefined;
  }
  const what = devices.length === 1 ? withoutIcons(first.name) : `${devices.length} devices`;
  const lines = devices.map(({ name, server }) => `${name} is connected to ${server}`);
  return { text: `$(plug) ${what}`, tooltip: [...lines, "Click to show what comes in"].join("\n") };
}

/** A status bar draws `$(name)` as an icon. */
function withoutIcons(name: string): string {
  return name.replaceAll("$(", "$ (");
}
