import * as l10n from "@vscode/l10n";
import type { ReportHistory } from "../../core/connection/reportHistory";
import type { BundleOnDisk, CertificateOnDisk, Device, Liveness } from "../../core/devices/device";
import { deviceStateOf, type DeviceState } from "../../core/devices/device";
import { expiryGroups, type Expiry, type ExpiryGroup, type Grouping } from "../../core/devices/expiry";
import { distinctNames, type FolderLabelOf } from "../../core/devices/names";
import { nameOf } from "../../flows/paths";
import type { Reconnecting, RunningTest } from "../app";
import type { ShownComparison } from "../comparisonKeeper";
import type { TreeNode } from "../treeNode";
import { differentText } from "../words/comparisons";
import { countedFiles } from "../words/counts";
import { deviceStateWords } from "../words/deviceStates";
import { attemptTime } from "../words/reconnect";
import { expiryGroupWords, serverExpiryText } from "../words/expiry";
import { whenWords } from "../words/when";
import { reportNodes } from "./reportNodes";
import { isDifferent, serverNodes } from "./serverNodes";

/** What the tree shows besides the devices themselves. */
export interface DeviceTreeFacts {
  readonly now: Date;
  readonly expiryWarningDaysOf: (propertiesPath: string) => number;
  readonly livenessOf: (propertiesPath: string) => Liveness;
  readonly reconnecting?: (propertiesPath: string) => Reconnecting | undefined;
  readonly runningTest: (propertiesPath: string) => RunningTest | undefined;
  readonly historyOf: (propertiesPath: string) => ReportHistory | undefined;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: (atMs: number) => number;
  /** What the talk with the server adds below a device. */
  readonly talkNodesOf?: (propertiesPath: string) => readonly TreeNode[];
  readonly comparisonOf: (propertiesPath: string) => ShownComparison | undefined;
  readonly folderLabelOf: FolderLabelOf;
}

/** Which rows are made. */
interface Arrangement {
  readonly grouping: Grouping;
  /** So many rows that stand in no group are enough; all of them where absent. */
  readonly enough?: number | undefined;
}

type MakeNodes = (
  devices: readonly Device[],
  facts: DeviceTreeFacts,
  arrangement: Arrangement,
) => readonly TreeNode[];

/**
 * Prepares making the rows of the devices, again and again: a device that says what it said keeps its row. Its children are
 * made when they are shown, of what is known then.
 */
export function newDeviceNodes(): MakeNodes {
  const rows = new WeakMap<Device, TreeNode>();
  let latest: DeviceTreeFacts;
  const factsNow = (): DeviceTreeFacts => latest;
  return (devices, facts, { grouping, enough }) => {
    latest = facts;
    const rowOf: RowOf = (device, about) => {
      const row = deviceNode(device, factsNow, about);
      const known = rows.get(device);
      if (known !== undefined && isSameRow(known, row)) {
        return known;
      }
      rows.set(device, row);
      return row;
    };
    return grouping === "expiry"
      ? expiryNodes(devices, facts, rowOf)
      : folderNodes(devices, facts, { rowOf, enough });
  };
}

/** What a row says besides the device: a name that tells it from the rows around it, and which certificate counts. */
interface About {
  readonly label: string;
  readonly expiry?: Expiry;
}

type RowOf = (device: Device, about: About) => TreeNode;

/** The rows of one device differ in what its state and its surroundings give. */
function isSameRow(a: TreeNode, b: TreeNode): boolean {
  return a.label === b.label && a.description === b.description && a.contextValue === b.contextValue;
}

/** The rows below folders, where several devices share one of several folders. */
function folderNodes(
  devices: readonly Device[],
  facts: DeviceTreeFacts,
  { rowOf, enough }: { readonly rowOf: RowOf } & Pick<Arrangement, "enough">,
): readonly TreeNode[] {
  const folders = new Map<string, Device[]>();
  for (const device of devices) {
    const folder = facts.folderLabelOf(device.propertiesPath);
    const some = folders.get(folder);
    if (some === undefined) {
      folders.set(folder, [device]);
    } else {
      some.push(device);
    }
  }
  const isGrouped = folders.size > 1 && folders.size < devices.length;
  if (!isGrouped) {
    return labelled(devices, facts)
      .slice(0, enough)
      .map(({ device, label }) => rowOf(device, { label }));
  }
  return [...folders].flatMap(([folder, some]) => {
    const nodes = labelled(some, facts).map(({ device, label }) => rowOf(device, { label }));
    return folder === "" ? nodes : [folderNode(folder, nodes)];
  });
}

/** Rows that stand together, each with a name that no other of them has. */
function labelled(
  devices: readonly Device[],
  { folderLabelOf }: DeviceTreeFacts,
): readonly { readonly device: Device; readonly label: string }[] {
  const names = distinctNames(devices, folderLabelOf);
  return devices.map((device) => ({ device, label: names.get(device.propertiesPath) ?? device.name }));
}

/** The rows below how urgent they are, the first to end first. */
function expiryNodes(devices: readonly Device[], facts: DeviceTreeFacts, rowOf: RowOf): readonly TreeNode[] {
  const names = distinctNames(devices, facts.folderLabelOf);
  return expiryGroups(devices, facts).map(({ urgency, rows }) => {
    const words = expiryGroupWords(urgency, rows.length);
    return {
      id: expiryGroupId(urgency),
      ...words,
      icon: groupIcons[urgency],
      contextValue: `expiryGroup ${urgency}`,
      isExpanded: urgency !== "fine",
      children: rows.map(({ device, expiry }) =>
        rowOf(device, {
          label: names.get(device.propertiesPath) ?? device.name,
          ...(expiry === undefined ? {} : { expiry }),
        }),
      ),
    };
  });
}

/** The id of a group's row. */
export function expiryGroupId(urgency: string): string {
  return `expiry ${urgency}`;
}

function folderNode(folder: string, children: readonly TreeNode[]): TreeNode {
  return {
    id: `folder ${folder}`,
    label: folder,
    icon: { codicon: "folder" },
    contextValue: "folder",
    isExpanded: true,
    children,
  };
}

function deviceNode(device: Device, factsNow: () => DeviceTreeFacts, { label, expiry }: About): TreeNode {
  const facts = factsNow();
  const { propertiesPath, blockingProblems } = device;
  const state = deviceStateOf(device, facts.livenessOf(propertiesPath), {
    now: facts.now,
    expiryWarningDays: facts.expiryWarningDaysOf(propertiesPath),
  });
  const words = deviceStateWords(state, blockingProblems);
  const attempt = nextAttempt(facts.reconnecting?.(propertiesPath), facts);
  const more = [
    expiry?.side === "server" ? serverExpiryText(expiry) : "",
    isDifferent(facts.comparisonOf(propertiesPath)) ? differentText : "",
  ].filter((part) => part !== "");
  return {
    id: propertiesPath,
    label,
    // A narrow side bar shows the beginning alone, and that it connects again says the icon too.
    description: [attempt, words.shown, ...more].filter((part) => part !== "").join(" · "),
    icon: iconOf(state, blockingProblems),
    tooltip: tooltipOf(device, words.spoken),
    contextValue: contextOf(state),
    propertiesPath,
    spoken: [label, words.spoken, attempt, ...more].filter((part) => part !== "").join(", "),
    childrenLater: () => [
      ...(factsNow().talkNodesOf?.(propertiesPath) ?? []),
      ...childrenOf(device, factsNow()),
    ],
  };
}

/** A time of day, which stays true without drawing it anew each second. */
function nextAttempt(
  reconnecting: Reconnecting | undefined,
  { utcOffsetMinutes }: Pick<DeviceTreeFacts, "utcOffsetMinutes">,
): string {
  const { nextAtMs } = reconnecting ?? {};
  return nextAtMs === undefined
    ? ""
    : l10n.t("next try {attemptTime}", { attemptTime: attemptTime(nextAtMs, utcOffsetMinutes(nextAtMs)) });
}

const good = "charts.green";
const risky = "list.warningForeground";
const bad = "list.errorForeground";

type Icon = NonNullable<TreeNode["icon"]>;

const icons: Readonly<Record<DeviceState["kind"], Icon>> = {
  connecting: { codicon: "loading~spin" },
  connected: { codicon: "plug", color: good },
  reconnecting: { codicon: "sync", color: risky },
  unread: { codicon: "circle-outline" },
  "no-certificate": { codicon: "circle-outline" },
  unreadable: { codicon: "error", color: bad },
  "not-yet-valid": { codicon: "watch", color: risky },
  valid: { codicon: "verified", color: good },
  expiring: { codicon: "warning", color: risky },
  expired: { codicon: "error", color: bad },
};

const groupIcons: Readonly<Record<ExpiryGroup["urgency"], Icon>> = {
  expired: icons.expired,
  soon: icons.expiring,
  fine: icons.valid,
  none: icons["no-certificate"],
  unread: icons.unread,
};

function iconOf({ kind }: DeviceState, blockingProblems: number): Icon {
  return kind === "no-certificate" && blockingProblems > 0 ? icons.unreadable : icons[kind];
}

/** Menus that need a connection match `device connected`; one that is being made, or comes back, can be ended too. */
function contextOf({ kind }: DeviceState): string {
  switch (kind) {
    case "connected":
      return "device connected";
    case "connecting":
    case "reconnecting":
      return `device connected ${kind}`;
    default:
      return `device idle ${kind}`;
  }
}

function tooltipOf({ propertiesPath, client }: Device, state: string): NonNullable<TreeNode["tooltip"]> {
  const certificate = readable(client);
  const rows: NonNullable<TreeNode["tooltip"]> =
    certificate === undefined
      ? []
      : [
          [l10n.t("Subject"), certificate.subjectText],
          [l10n.t("Key"), certificate.keyText],
          [
            l10n.t("Valid"),
            l10n.t("{day} to {day2}", {
              day: dayOf(certificate.notBeforeMs),
              day2: dayOf(certificate.notAfterMs),
            }),
          ],
          ["SHA-256", certificate.fingerprint256],
          [l10n.t("Credentials id"), certificate.credentialsId],
        ];
  return [[l10n.t("State"), state], ...rows, [l10n.t("File"), propertiesPath]];
}

function readable({ certificate }: BundleOnDisk): CertificateOnDisk | undefined {
  return certificate === undefined || "unreadable" in certificate ? undefined : certificate;
}

/** The day in UTC, as the other messages have it. */
function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

function childrenOf(device: Device, facts: DeviceTreeFacts): readonly TreeNode[] {
  const { propertiesPath, client, server } = device;
  return [
    ...certificateNodes(propertiesPath, client),
    ...serverNodes(propertiesPath, facts.comparisonOf(propertiesPath)),
    ...bundleNodes(propertiesPath, client, l10n.t("Client files")),
    ...bundleNodes(propertiesPath, server, l10n.t("Server files")),
    fileNode(propertiesPath, propertiesPath),
    ...reportNodes({
      propertiesPath,
      running: facts.runningTest(propertiesPath),
      history: facts.historyOf(propertiesPath),
      when: (atMs) =>
        whenWords(atMs, { nowMs: facts.now.getTime(), utcOffsetMinutes: facts.utcOffsetMinutes(atMs) }),
    }),
  ];
}

function certificateNodes(owner: string, bundle: BundleOnDisk): readonly TreeNode[] {
  const certificate = readable(bundle);
  if (certificate === undefined) {
    const path = bundle.certificate?.path;
    return path === undefined ? [] : [unreadableNode(owner, path)];
  }
  const { subjectText, keyText, notAfterMs, credentialsId } = certificate;
  return [
    factNode(owner, {
      name: l10n.t("Subject"),
      value: subjectText,
      codicon: "person",
      more: [l10n.t("Key"), keyText],
    }),
    factNode(owner, { name: l10n.t("Valid until"), value: dayOf(notAfterMs), codicon: "calendar" }),
    factNode(owner, { name: l10n.t("Credentials id"), value: credentialsId, codicon: "key" }),
  ];
}

function unreadableNode(owner: string, path: string): TreeNode {
  return {
    id: `${owner} certificate`,
    label: nameOf(path),
    description: l10n.t("holds no certificate that can be read"),
    icon: icons.unreadable,
    file: { path },
  };
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly codicon: string;
  readonly more?: readonly [name: string, value: string];
}

function factNode(owner: string, { name, value, codicon, more }: Fact): TreeNode {
  return {
    // A row keeps what it was first given as long as its id: another value is another row.
    id: `${owner} ${name} ${value}`,
    label: name,
    description: value,
    icon: { codicon },
    tooltip: [[name, value], ...(more === undefined ? [] : [more])],
    contextValue: "fact",
    copyText: value,
  };
}

function bundleNodes(owner: string, { side, files }: BundleOnDisk, label: string): readonly TreeNode[] {
  if (files.length === 0) {
    return [];
  }
  const children = files.map((path) => fileNode(owner, path));
  const description = countedFiles(files.length);
  return [{ id: `${owner} ${side}`, label, description, icon: { codicon: "files" }, children }];
}

/** A keystore opens as its explanation. */
function fileNode(owner: string, path: string): TreeNode {
  const isExplained = /\.(?:jks|p12|cer|pem)$/i.test(path);
  return {
    id: `${owner} file ${path}`,
    label: nameOf(path),
    ...(isExplained ? { contextValue: "file keystore" } : {}),
    file: { path },
  };
}
