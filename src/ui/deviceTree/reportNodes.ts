import * as l10n from "@vscode/l10n";
import { isThere, type Arrival, type ArrivedValue } from "../../core/connection/arrival";
import type { Phase, Warning } from "../../core/connection/events";
import { phaseOrder } from "../../core/connection/phaseOrder";
import type { ReportFacts } from "../../core/connection/report";
import { changesBetween, type ReportChange } from "../../core/connection/reportChanges";
import type { ReportHistory } from "../../core/connection/reportHistory";
import type { PhaseReport } from "../../core/connection/session";
import type { RunningTest } from "../app";
import type { TreeNode } from "../treeNode";
import {
  arrivalOutcome,
  arrivalTitle,
  arrivedText,
  kindNames,
  missingCure,
  moreText,
} from "../words/arrival";
import { diagnosisWords } from "../words/diagnoses";
import { plainText } from "../words/diagnosisCase";
import { factWords } from "../words/factNames";
import { labelled } from "../words/labelled";
import { countText } from "../words/numbers";
import { phaseWords } from "../words/phases";
import { changeText, changeWords } from "../words/reportChanges";
import { warningEntries, warningWords } from "../words/warnings";

/** The tests of one device. */
export interface DeviceTests {
  readonly propertiesPath: string;
  readonly running: RunningTest | undefined;
  readonly history: ReportHistory | undefined;
  /** Words a time, such as `12:03`. */
  readonly when: (atMs: number) => string;
}

type Icon = NonNullable<TreeNode["icon"]>;

// High contrast themes have no colours for errors and warnings in lists.
const passed: Icon = { codicon: "pass", color: "charts.green" };
const failed: Icon = { codicon: "error", color: "charts.red" };
const warned: Icon = { codicon: "warning", color: "charts.yellow" };
const open: Icon = { codicon: "circle-slash" };

/** The row of a device's test: of the one that runs, phase by phase, otherwise of the last one; none where there is none. */
export function reportNodes({ propertiesPath, running, history, when }: DeviceTests): readonly TreeNode[] {
  const id = `${propertiesPath} report`;
  if (running !== undefined) {
    return [runningNode(id, running)];
  }
  return history === undefined ? [] : [reportNode(id, history, when)];
}

function runningNode(id: string, { server, phases }: RunningTest): TreeNode {
  const name = plainText(server.name);
  const next = phaseOrder.find((phase) => !phases.some((ended) => ended.phase === phase));
  const isOver = next === undefined || phases.some(({ ok }) => !ok);
  return {
    id,
    label: l10n.t("Test"),
    description: l10n.t("running · {name}", { name }),
    icon: { codicon: "loading~spin" },
    spoken: l10n.t("Test connection to {name} is running", { name }),
    isExpanded: true,
    children: [...phases.map((phase) => phaseNode(id, phase)), ...(isOver ? [] : [nextNode(id, next)])],
  };
}

function nextNode(id: string, phase: Phase): TreeNode {
  return {
    id: `${id} ${phase}`,
    label: phase,
    description: "…",
    icon: { codicon: "loading~spin" },
    spoken: l10n.t("{phase} is running", { phase }),
  };
}

function reportNode(id: string, { last, before }: ReportHistory, when: DeviceTests["when"]): TreeNode {
  const { report, atMs } = last;
  const isEnd = !report.ok && report.phases.every(({ ok }) => ok);
  const outcome = report.ok ? l10n.t("passed") : isEnd ? l10n.t("ended") : l10n.t("failed");
  const label = isEnd ? l10n.t("Last connection") : l10n.t("Last test");
  const server = plainText(report.server.name);
  return {
    id,
    label,
    // A narrow side bar shows the beginning.
    description: `${outcome} · ${when(atMs)} · ${server}`,
    icon: report.ok ? passed : failed,
    tooltip: [
      [l10n.t("Server"), `${server}, ${plainText(report.server.mqttUrl)}`],
      [l10n.t("Ended"), when(atMs)],
      [l10n.t("Outcome"), outcome],
    ],
    spoken: l10n.t("{label}: {outcome}, {server}, {when}", { label, server, when: when(atMs), outcome }),
    isExpanded: true,
    children: [
      ...diagnosisNodes(id, report),
      ...report.phases.map((phase) => phaseNode(id, phase)),
      ...missedPhases(report).map((phase) => missedNode(id, phase)),
      ...report.warnings.map((warning) => warningNode(id, warning)),
      ...(report.arrival === undefined ? [] : [arrivalNode(id, report.arrival, report)]),
      ...(before === undefined
        ? []
        : [changesNode(id, changesBetween(before.report, report), when(before.atMs))]),
    ],
  };
}

/** What a test that failed did not come to. One that passed has left out what it had no use for. */
function missedPhases({ ok, phases }: ReportFacts): readonly Phase[] {
  return ok ? [] : phaseOrder.filter((name) => !phases.some(({ phase }) => phase === name));
}

function phaseNode(id: string, report: PhaseReport): TreeNode {
  const { phase, ok, ms, facts } = report;
  const time = l10n.t("{ms} ms", { ms: countText(Math.round(ms)) });
  const words = phaseWords(report);
  const outcome = ok ? l10n.t("passed") : l10n.t("failed");
  return {
    id: `${id} ${phase}`,
    label: phase,
    description: time,
    icon: ok ? passed : failed,
    tooltip: [
      [l10n.t("Outcome"), l10n.t("{outcome} in {time}", { outcome, time })],
      ...(words === "" ? [] : ([[l10n.t("Facts"), words]] as const)),
    ],
    spoken: [`${phase} ${outcome}`, time, words].filter((part) => part !== "").join(", "),
    children: Object.entries(facts).map(([name, value]) => factNode(`${id} ${phase}`, name, value)),
  };
}

function factNode(id: string, fact: string, text: string): TreeNode {
  const { name, value } = factWords(fact, text);
  return {
    // A row keeps what it was first given as long as its id: another value is another row.
    id: `${id} ${fact} ${value}`,
    label: name,
    description: plainText(value),
    icon: { codicon: "symbol-field" },
    tooltip: [[name, plainText(value)]],
    contextValue: "fact",
    copyText: value,
    spoken: labelled(name, plainText(value)),
  };
}

function missedNode(id: string, phase: Phase): TreeNode {
  return {
    id: `${id} ${phase}`,
    label: phase,
    description: l10n.t("not reached"),
    icon: open,
    spoken: l10n.t("{phase} was not reached", { phase }),
  };
}

function diagnosisNodes(id: string, report: ReportFacts): readonly TreeNode[] {
  const { diagnosis, properties } = report;
  if (diagnosis === undefined) {
    return [];
  }
  const { title, detail, cure, actions } = diagnosisWords(diagnosis, report);
  return [
    {
      id: `${id} diagnosis ${diagnosis.code}`,
      label: title,
      description: diagnosis.code,
      icon: { codicon: "lightbulb", color: "charts.yellow" },
      tooltip: [
        [l10n.t("What happened"), detail],
        [l10n.t("Next"), cure],
        [l10n.t("Code"), diagnosis.code],
      ],
      contextValue: "diagnosis",
      propertiesPath: properties,
      click: docsOf("diagnoses.md", diagnosis.code),
      spoken: l10n.t("Diagnosis: {title}. {detail} Next: {cure}", { title, detail, cure }),
      isExpanded: true,
      children: actions.map((action) => ({
        id: `${id} cure ${action.title}`,
        label: action.title,
        icon: { codicon: "play" },
        tooltip: [[l10n.t("Cures"), title]],
        click: action,
        spoken: l10n.t("Cure: {title}", { title: action.title }),
      })),
    },
  ];
}

function warningNode(id: string, warning: Warning): TreeNode {
  const { title } = warningEntries[warning.code];
  const sentence = warningWords(warning);
  return {
    id: `${id} warning ${warning.code}`,
    label: title,
    description: warning.code,
    icon: warned,
    tooltip: [
      [l10n.t("Warning"), sentence],
      [l10n.t("Code"), warning.code],
    ],
    click: docsOf("warnings.md", warning.code),
    spoken: l10n.t("Warning: {sentence}", { sentence }),
  };
}

/** What the server has of what the device published, and the way to read it again. */
function arrivalNode(owner: string, arrival: Arrival, { properties, server }: ReportFacts): TreeNode {
  const id = `${owner} arrival`;
  const outcome = arrivalOutcome(arrival);
  const more = moreText(arrival);
  const isComplete = isThere(arrival);
  return {
    id,
    label: arrivalTitle,
    description: outcome,
    icon: isComplete ? passed : warned,
    tooltip: [
      [l10n.t("Device"), plainText(arrival.deviceName)],
      [l10n.t("Outcome"), outcome],
      ...(isComplete ? [] : [[l10n.t("Next"), missingCure] as const]),
    ],
    spoken: labelled(arrivalTitle, outcome),
    isExpanded: true,
    children: [
      ...arrival.values.map((value) => arrivedNode(id, value)),
      ...(more === undefined ? [] : [{ id: `${id} more`, label: more }]),
      ...(isComplete ? [] : [readAgainNode(id, properties, server.name)]),
    ],
  };
}

function arrivedNode(id: string, arrived: ArrivedValue): TreeNode {
  const { kind, key, state, value } = arrived;
  const name = plainText(key);
  const text = arrivedText(arrived);
  return {
    id: `${id} ${kind} ${name} ${text}`,
    label: name,
    description: text,
    icon: state === "missing" ? warned : { codicon: "symbol-field" },
    tooltip: [[kindNames[kind], `${name} = ${text}`]],
    ...(value === undefined ? {} : { contextValue: "fact", copyText: value }),
    spoken: labelled(`${kindNames[kind]} ${name}`, text),
  };
}

function readAgainNode(id: string, properties: string, server: string): TreeNode {
  const title = l10n.t("Show Values on Server");
  return {
    id: `${id} cure`,
    label: title,
    icon: { codicon: "play" },
    tooltip: [[l10n.t("Next"), missingCure]],
    click: { title, command: "thingsboardX509.readBack", args: [properties, { server }] },
    spoken: l10n.t("Next: {title}", { title }),
  };
}

function docsOf(page: string, code: string): NonNullable<TreeNode["click"]> {
  return { title: l10n.t("Open Documentation"), command: "thingsboardX509.openDocs", args: [page, code] };
}

function changesNode(id: string, changes: readonly ReportChange[], since: string): TreeNode {
  const isSame = changes.length === 0;
  return {
    id: `${id} changes`,
    label: isSame
      ? l10n.t("Nothing changed since {since}", { since })
      : l10n.t("Changed since {since}", { since }),
    icon: { codicon: "diff" },
    tooltip: [[l10n.t("The test before"), since]],
    spoken: isSame
      ? l10n.t("Nothing changed since the last run at {since}", { since })
      : l10n.t("Changed since the last run at {since}", { since }),
    isExpanded: true,
    children: changes.map((change) => changeNode(`${id} changes`, change)),
  };
}

function changeNode(id: string, change: ReportChange): TreeNode {
  const { what, how, spoken } = changeWords(change);
  const text = changeText(change);
  return {
    id: `${id} ${text}`,
    label: what,
    description: how,
    icon: { codicon: "arrow-small-right" },
    tooltip: [[what, how]],
    contextValue: "fact",
    copyText: text,
    spoken,
  };
}
