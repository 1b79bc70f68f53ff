import * as l10n from "@vscode/l10n";
import type { ListedDevice } from "../../core/credential/deviceListCalls";
import { safeText } from "../../core/stream/safeText";
import type { TreeNode } from "../treeNode";
import { countText } from "../words/numbers";
import type { DeviceList } from "./deviceLists";

/** Gives the rows below a server that somebody is signed in to: its devices, as far as they were loaded. */
export function deviceListNodes(server: string, list: DeviceList | undefined): readonly TreeNode[] {
  if (list === undefined) {
    return [loadingNode(server)];
  }
  const { devices, search } = list;
  return [
    ...(search === "" ? [] : [searchNode(server, search)]),
    ...devices.map((device) => deviceNode(server, device, list.credentialsTypes.get(device.id))),
    ...endNodes(server, list),
  ];
}

/** What stands below the devices: how it goes on. */
function endNodes(server: string, list: DeviceList): readonly TreeNode[] {
  const { devices, search, hasMore, isLoading, failure } = list;
  if (isLoading) {
    return [loadingNode(server)];
  }
  if (failure !== undefined) {
    return [failureNode(server, failure.message, devices.length)];
  }
  if (devices.length === 0) {
    return [emptyNode(server, search)];
  }
  return hasMore ? [moreNode(server, list)] : [];
}

function loadingNode(server: string): TreeNode {
  return { id: `${server} loading`, label: l10n.t("Loading…"), icon: { codicon: "loading~spin" } };
}

function searchNode(server: string, search: string): TreeNode {
  return {
    id: `${server} search`,
    label: l10n.t("Search: {search}", { search: safeText(search) }),
    description: l10n.t("click to change"),
    icon: { codicon: "search" },
    click: {
      title: l10n.t("Search Devices…"),
      command: "thingsboardX509.searchServerDevices",
      args: [server],
    },
  };
}

function emptyNode(server: string, search: string): TreeNode {
  return {
    id: `${server} empty`,
    label: search === "" ? l10n.t("No device on this server yet") : l10n.t("No device has that in its name"),
    icon: { codicon: "info" },
  };
}

function failureNode(server: string, message: string, loaded: number): TreeNode {
  return {
    id: `${server} failure`,
    label: message,
    description: l10n.t("click to try again"),
    icon: { codicon: "error", color: "charts.red" },
    tooltip: [[l10n.t("Not loaded"), message]],
    click:
      loaded === 0
        ? { title: l10n.t("Try Again"), command: "thingsboardX509.reloadServerDevices", args: [server] }
        : { title: l10n.t("Try Again"), command: "thingsboardX509.loadMoreDevices", args: [server] },
  };
}

function moreNode(server: string, { devices, total }: DeviceList): TreeNode {
  return {
    id: `${server} more`,
    label: l10n.t("Load More"),
    description: l10n.t("{devicesCount} of {total}", {
      devicesCount: countText(devices.length),
      total: countText(total ?? devices.length),
    }),
    icon: { codicon: "ellipsis" },
    click: { title: l10n.t("Load More"), command: "thingsboardX509.loadMoreDevices", args: [server] },
  };
}

function deviceNode(server: string, device: ListedDevice, credentialsType: string | undefined): TreeNode {
  const { id, profileName, isActive } = device;
  const name = safeText(device.name);
  const state = stateOf(isActive);
  const nodeId = `${server} device ${id}`;
  return {
    id: nodeId,
    label: name,
    ...(state === undefined ? {} : { description: state }),
    icon:
      isActive === true ? { codicon: "pass-filled", color: "charts.green" } : { codicon: "circle-outline" },
    tooltip: [
      ...(state === undefined ? [] : ([[l10n.t("State"), state]] as const)),
      [l10n.t("Device id"), id],
      ...(profileName === undefined ? [] : ([[l10n.t("Device profile"), safeText(profileName)]] as const)),
    ],
    contextValue: "serverDevice",
    serverName: server,
    serverDevice: { id, name: device.name },
    spoken: state === undefined ? name : `${name}, ${state}`,
    children: [
      ...(profileName === undefined
        ? []
        : [
            {
              id: `${nodeId} profile`,
              label: l10n.t("Device profile"),
              description: safeText(profileName),
              icon: { codicon: "symbol-class" },
            },
          ]),
      {
        id: `${nodeId} credentials`,
        label: l10n.t("Credentials"),
        description: credentialsWords(credentialsType),
        icon: { codicon: "key" },
      },
    ],
  };
}

function stateOf(isActive: boolean | undefined): string | undefined {
  if (isActive === undefined) {
    return undefined;
  }
  return isActive ? l10n.t("active") : l10n.t("inactive");
}

const credentialsTypes: ReadonlyMap<string, string> = new Map([
  ["X509_CERTIFICATE", l10n.t("X.509 certificate")],
  ["ACCESS_TOKEN", l10n.t("access token")],
  ["MQTT_BASIC", l10n.t("MQTT user and password")],
  ["LWM2M_CREDENTIALS", "LwM2M"],
]);

/** They are asked for when the row is opened: one request for each device in sight would be many. */
function credentialsWords(type: string | undefined): string {
  if (type === undefined || type === "") {
    return "…";
  }
  return credentialsTypes.get(type) ?? safeText(type);
}
