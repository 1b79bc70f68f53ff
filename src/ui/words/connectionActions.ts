import * as l10n from "@vscode/l10n";
import type { Action } from "../command";
import { reconnectAction } from "./reconnect";

/** A device whose connection is kept. */
export interface KeptDevice {
  readonly propertiesPath: string;
  readonly name: string;
  readonly server: string;
  readonly isReconnecting: boolean;
}

/** The actions of one device, below its name. */
export interface DeviceActions {
  readonly heading: string;
  readonly actions: readonly (Action & { readonly icon: string })[];
}

/** Gives what can be done with each connection at once, the likeliest first. */
export function connectionActionsOf(devices: readonly KeptDevice[]): readonly DeviceActions[] {
  return devices.map((device) => ({
    heading: `${device.name} · ${device.server}${device.isReconnecting ? ` · ${l10n.t("reconnecting")}` : ""}`,
    actions: actionsOf(device),
  }));
}

function actionsOf({ propertiesPath, server, isReconnecting }: KeptDevice): DeviceActions["actions"] {
  const act = (icon: string, title: string, id: string): DeviceActions["actions"][number] => ({
    icon,
    title,
    command: `thingsboardX509.${id}`,
    args: [propertiesPath],
  });
  const first = isReconnecting
    ? { icon: "sync", ...reconnectAction(propertiesPath) }
    : act("send", l10n.t("Publish…"), "publish");
  const again = act("beaker", l10n.t("Test Again"), "testConnection");
  return [
    first,
    act("debug-disconnect", l10n.t("Disconnect"), "disconnect"),
    { ...again, args: [propertiesPath, { server }] },
    { ...act("output", l10n.t("Show Output"), "showOutput"), args: [] },
  ];
}
