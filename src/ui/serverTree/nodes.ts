import * as l10n from "@vscode/l10n";
import type { User } from "../../core/credential/accountCalls";
import { byNaturalOrder } from "../../core/devices/naturalOrder";
import { safeText } from "../../core/stream/safeText";
import type { RunningTestServer, TestServerDevice } from "../../flows/runTestServer";
import { localTestServerName } from "../app";
import type { ServerSetting } from "../normalisedSettings";
import type { TreeNode } from "../treeNode";
import { countText } from "../words/numbers";
import type { DeviceList } from "./deviceLists";
import { deviceListNodes } from "./deviceNodes";

/** What the view Servers shows. */
export interface ServerTreeFacts {
  readonly servers: readonly ServerSetting[];
  readonly activeServer: string;
  /** The Local Test Server, while it runs. */
  readonly running: (Pick<RunningTestServer, "mqttUrl" | "restUrl" | "caFile"> & RunningDevices) | undefined;
  /** Who is signed in, by the server's name. */
  readonly accounts?: ReadonlyMap<string, ServerAccount>;
}

/** Somebody who is signed in to a server. */
export interface ServerAccount {
  readonly user: User;
  /** Undefined before it was asked for. */
  readonly devices: DeviceList | undefined;
}

interface RunningDevices {
  readonly devices: readonly TestServerDevice[];
}

/** Gives the rows of the servers: the Local Test Server first, then those of the settings. */
export function serverNodes(facts: ServerTreeFacts): readonly TreeNode[] {
  return [localNode(facts), ...facts.servers.map((server) => configuredNode(server, facts))];
}

const good = "charts.green";

function localNode({ running, activeServer, accounts }: ServerTreeFacts): TreeNode {
  const account = accounts?.get(localTestServerName);
  const isActive = activeServer === localTestServerName;
  const shown = running === undefined ? l10n.t("stopped") : addressOf(running.mqttUrl);
  const state = running === undefined ? shown : l10n.t("running on {shown}", { shown });
  return {
    // Another row, as VS Code keeps a row without children closed when it gets some.
    id: running === undefined ? "local stopped" : "local running",
    label: localTestServerName,
    description: withUse(shown, isActive),
    icon: running === undefined ? { codicon: "vm-outline" } : { codicon: "vm-running", color: good },
    tooltip: [
      [l10n.t("State"), state],
      ...(running === undefined
        ? []
        : ([
            ["MQTT", running.mqttUrl],
            ["REST", running.restUrl],
            [l10n.t("Certificate"), running.caFile],
          ] as const)),
      ...userRow(account),
      ...useRow(isActive),
    ],
    contextValue: `server local ${running === undefined ? "stopped" : "running"} ${accountOf(account)} ${useOf(isActive)}`,
    serverName: localTestServerName,
    spoken: `${localTestServerName}, ${withUse(state, isActive)}`,
    isExpanded: true,
    ...(running === undefined ? {} : { children: childrenOf(running.devices) }),
  };
}

/** So many rows are drawn; a test server with more is a fleet. */
const mostRows = 200;

function childrenOf(devices: readonly TestServerDevice[]): readonly TreeNode[] {
  if (devices.length === 0) {
    return [
      {
        id: "local empty",
        label: l10n.t("No device is registered yet"),
        icon: { codicon: "info" },
      },
    ];
  }
  const shown = [...devices].sort(byName).slice(0, mostRows).map(deviceNode);
  const hidden = devices.length - shown.length;
  return hidden === 0
    ? shown
    : [
        ...shown,
        {
          id: "local more",
          label: l10n.t("{hidden} more", { hidden: countText(hidden) }),
          icon: { codicon: "ellipsis" },
        },
      ];
}

function byName(a: TestServerDevice, b: TestServerDevice): number {
  return byNaturalOrder(a.deviceName, b.deviceName) || (a.deviceId < b.deviceId ? -1 : 1);
}

function deviceNode({ deviceId, deviceName, isConnected, ...credentials }: TestServerDevice): TreeNode {
  const state = isConnected ? l10n.t("connected") : l10n.t("not connected");
  // An access token is a secret, and not shown; the id of a certificate is none.
  const isCertificate = credentials.credentialsType === "X509_CERTIFICATE";
  return {
    id: `local device ${deviceId}`,
    label: deviceName,
    description: isCertificate ? state : l10n.t("{state} · access token", { state }),
    icon: isConnected ? { codicon: "pass-filled", color: good } : { codicon: "circle-outline" },
    tooltip: [
      [l10n.t("State"), state],
      [l10n.t("Device id"), deviceId],
      [l10n.t("Credentials"), isCertificate ? credentials.credentialsId : l10n.t("access token")],
    ],
    contextValue: "testServerDevice",
    serverName: localTestServerName,
    serverDevice: { id: deviceId, name: deviceName },
    spoken: `${deviceName}, ${state}`,
  };
}

function configuredNode(server: ServerSetting, { activeServer, accounts }: ServerTreeFacts): TreeNode {
  const { name, mqttUrl, restUrl } = server;
  const isActive = activeServer === name;
  const account = accounts?.get(name);
  const restWord = restUrl === undefined ? "withoutRest" : accountOf(account);
  return {
    // Another row, as VS Code keeps a row without children closed when it gets some.
    id: account === undefined ? `configured ${name}` : `signed in ${name}`,
    label: name,
    description: withUse(addressOf(mqttUrl), isActive),
    icon: isActive ? { codicon: "server-environment", color: good } : { codicon: "server-environment" },
    tooltip: [...settingRows(server), ...userRow(account), ...useRow(isActive)],
    contextValue: `server configured ${restWord} ${useOf(isActive)}`,
    serverName: name,
    spoken: `${name}, ${withUse(addressOf(mqttUrl), isActive)}`,
    ...(account === undefined ? {} : { children: deviceListNodes(name, account.devices) }),
  };
}

function settingRows({
  mqttUrl,
  restUrl,
  caFile,
  restCaFile,
}: ServerSetting): NonNullable<TreeNode["tooltip"]> {
  return [
    ["MQTT", mqttUrl],
    ...(restUrl === undefined ? [] : ([["REST", restUrl]] as const)),
    ...(caFile === undefined ? [] : ([[l10n.t("CA file"), caFile]] as const)),
    ...(restCaFile === undefined ? [] : ([[l10n.t("CA file for REST"), restCaFile]] as const)),
  ];
}

function userRow(account: ServerAccount | undefined): NonNullable<TreeNode["tooltip"]> {
  return account === undefined
    ? []
    : [[l10n.t("Signed in"), `${safeText(account.user.name)}, ${safeText(account.user.authority)}`]];
}

/** Menus match the word. */
function accountOf(account: ServerAccount | undefined): "signedIn" | "signedOut" {
  return account === undefined ? "signedOut" : "signedIn";
}

function withUse(text: string, isActive: boolean): string {
  return isActive ? l10n.t("{text} · default", { text }) : text;
}

function useRow(isActive: boolean): NonNullable<TreeNode["tooltip"]> {
  return isActive ? [[l10n.t("Default"), l10n.t("used for Test Connection")]] : [];
}

/** Menus match the word at the end. */
function useOf(isActive: boolean): "active" | "passive" {
  return isActive ? "active" : "passive";
}

function addressOf(mqttUrl: string): string {
  return mqttUrl.replace(/^[a-z]+:\/\//i, "");
}
