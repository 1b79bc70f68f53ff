/** A device whose connection is kept, and where. */
export interface ConnectedDevice {
  readonly name: string;
  readonly server: string;
  /** Messages that it received in the last second. */
  readonly rate?: number;
  /** There where it lost its connection: when it tries again, or nothing while it tries. */
  readonly reconnecting?: { readonly nextAttempt?: string };
}

/** What the status bar shows of the connections. */
export interface ConnectionStatus {
  readonly text: string;
  readonly tooltip: string;
}

/** Words the connections that are kept; undefined where there is none. */
export function connectionStatusOf(devices: readonly ConnectedDevice[]): ConnectionStatus | undefined {
  const [first] = devices;
  if (first === undefined) {
    return undefined;
  }
  const lost = devices.filter(({ reconnecting }) => reconnecting !== undefined).length;
  const rate = devices.reduce((sum, device) => sum + (device.rate ?? 0), 0);
  const what = devices.length === 1 ? withoutIcons(first.name) : `${countOf(devices.length, lost)} devices`;
  const state = devices.length === 1 && lost === 1 ? " reconnecting" : "";
  const speed = rate > 0 ? ` ${rate}/s` : "";
  return {
    text: `${lost > 0 ? "$(sync)" : "$(plug)"} ${what}${state}${speed}`,
    tooltip: [...devices.map(lineOf), "Click for what can be done with them"].join("\n"),
  };
}

function countOf(all: number, lost: number): string {
  return lost === 0 ? String(all) : `${all - lost} of ${all}`;
}

function lineOf({ name, server, rate = 0, reconnecting }: ConnectedDevice): string {
  if (reconnecting === undefined) {
    const speed = rate > 0 ? `, ${rate} ${rate === 1 ? "message" : "messages"} a second` : "";
    return `${name} is connected to ${server}${speed}`;
  }
  const { nextAttempt } = reconnecting;
  const when = nextAttempt === undefined ? "tries now" : `next attempt at ${nextAttempt}`;
  return `${name} lost its connection to ${server}, ${when}`;
}

/** A status bar draws `$(name)` as an icon. */
function withoutIcons(name: string): string {
  return name.replaceAll("$(", "$ (");
}
