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
    label: "Test",
    description: `running · ${name}`,
    icon: { codicon: "loading~spin" },
    spoken: `Test connection to ${name} is running`,
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
    spoken: `${phase} is running`,
  };
}

function reportNode(id: string, { last, before }: ReportHistory, when: DeviceTests["when"]): TreeNode {
  const { report, atMs } = last;
  const isEnd = !report.ok && report.phases.every(({ ok }) => ok);
  const outcome = report.ok ? "passed" : isEnd ? "ended" : "failed";
  const label = isEnd ? "Last connection" : "Last test";
  const server = plainText(report.server.name);
  return {
    id,
    label,
    // A narrow side bar shows the beginning.
    description: `${outcome} · ${when(atMs)} · ${server}`,
    icon: report.ok ? passed : failed,
    tooltip: [
      ["Server", `${server}, ${plainText(report.server.mqttUrl)}`],
      ["Ended", when(atMs)],
      ["Outcome", outcome],
    ],
    spoken: `${label} to ${server} at ${when(atMs)} ${outcome}`,
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
  const time = `${Math.round(ms)} ms`;
  const words = phaseWords(report);
  const outcome = ok ? "passed" : "failed";
  return {
    id: `${id} ${phase}`,
    label: phase,
    description: time,
    icon: ok ? passed : failed,
    tooltip: [["Outcome", `${outcome} in ${time}`], ...(words === "" ? [] : ([["Facts", words]] as const))],
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
    spoken: `${name}: ${plainText(value)}`,
  };
}

function missedNode(id: string, phase: Phase): TreeNode {
  return {
    id: `${id} ${phase}`,
    label: phase,
    description: "not reached",
    icon: open,
    spoken: `${phase} was not reached`,
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
        ["What happened", detail],
        ["Next", cure],
        ["Code", diagnosis.code],
      ],
      contextValue: "diagnosis",
      propertiesPath: properties,
      click: docsOf("diagnoses.md", diagnosis.code),
      spoken: `Diagnosis: ${title}. ${detail} Next: ${cure}`,
      isExpanded: true,
      children: actions.map((action) => ({
        id: `${id} cure ${action.title}`,
        label: action.title,
        icon: { codicon: "play" },
        tooltip: [["Cures", title]],
        click: action,
        spoken: `Cure: ${action.title}`,
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
      ["Warning", sentence],
      ["Code", warning.code],
    ],
    click: docsOf("warnings.md", warning.code),
    spoken: `Warning: ${sentence}`,
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
      ["Device", plainText(arrival.deviceName)],
      ["Outcome", outcome],
      ...(isComplete ? [] : [["Next", missingCure] as const]),
    ],
    spoken: `${arrivalTitle}: ${outcome}`,
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
    spoken: `${kindNames[kind]} ${name}: ${text}`,
  };
}

function readAgainNode(id: string, properties: string, server: string): TreeNode {
  const title = "Show Values on Server";
  return {
    id: `${id} cure`,
    label: title,
    icon: { codicon: "play" },
    tooltip: [["Next", missingCure]],
    click: { title, command: "thingsboardX509.readBack", args: [properties, { server }] },
    spoken: `Next: ${title}`,
  };
}

function docsOf(page: string, code: string): NonNullable<TreeNode["click"]> {
  return { title: "Open Documentation", command: "thingsboardX509.openDocs", args: [page, code] };
}

function changesNode(id: string, changes: readonly ReportChange[], since: string): TreeNode {
  const isSame = changes.length === 0;
  return {
    id: `${id} changes`,
    label: `${isSame ? "Nothing changed" : "Changed"} since ${since}`,
    icon: { codicon: "diff" },
    tooltip: [["The test before", since]],
    spoken: `${isSame ? "Nothing changed" : "Changed"} since the last run at ${since}`,
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
