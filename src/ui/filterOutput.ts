import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isTopicFilter, noFilter, type StreamFilter } from "../core/stream/filter";
import type { Direction } from "../core/stream/message";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, type Outcome } from "./command";
import { pickMany, type PickRow } from "./pick";
import { directionLabels, topicFilterInvalid, topicFilterWords } from "./words/streamFailures";

/** Shows only some messages from here on; asks where no filter is given. An empty filter shows all. */
export async function filterOutput({ output }: App, given: unknown): Promise<Outcome<StreamFilter>> {
  const { stream } = output;
  const read = given === undefined ? await asked(stream) : filterOf(given);
  if (read?.kind === "done") {
    stream.setFilter(read.value);
  }
  return read;
}

function filterOf(given: unknown): Outcome<StreamFilter> {
  const { devices, topics, directions } = optionsArgument(given);
  const filter: StreamFilter = {
    devices: textsOf(devices),
    topics: textsOf(topics),
    directions: textsOf(directions).filter(isDirection),
  };
  const wrong = filter.topics.find((topic) => !isTopicFilter(topic));
  return wrong === undefined ? done(filter) : failed(topicFilterInvalid(wrong));
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  return values.filter((one): one is string => typeof one === "string" && one !== "");
}

function isDirection(text: string): text is Direction {
  return text === "in" || text === "out";
}

interface Item extends PickRow {
  readonly change: (filter: StreamFilter) => StreamFilter;
}

type Asked = Pick<App["output"]["stream"], "filter" | "counts" | "recent">;

/** One list: devices, directions and topics that were seen, each chosen or not. */
async function asked(stream: Asked): Promise<Outcome<StreamFilter>> {
  const pattern: PickRow = {
    label: l10n.t("Another Topic Filter…"),
    icon: "edit",
    alwaysShow: true,
  };
  const picked = await pickMany([...itemsOf(stream), pattern], {
    title: l10n.t("Show Only These Messages"),
    placeHolder: l10n.t("What you choose is shown; with nothing chosen, everything is"),
    matchOnDescription: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  const chosen = picked
    .filter((item): item is Item => "change" in item)
    .reduce<StreamFilter>((filter, item) => item.change(filter), noFilter);
  if (!picked.includes(pattern)) {
    return done(chosen);
  }
  const topic = await vscode.window.showInputBox({
    title: l10n.t("Topic Filter"),
    value: "v1/devices/me/#",
    prompt: l10n.t("+ stands for one level, # for all that follow"),
    validateInput: (text) => (isTopicFilter(text) ? undefined : topicFilterWords),
  });
  return topic === undefined ? undefined : done({ ...chosen, topics: [...chosen.topics, topic] });
}

/** The most topics that are offered: the last ones. */
const mostTopics = 50;

function itemsOf(stream: Asked): readonly Item[] {
  const now = stream.filter();
  const names = (values: readonly string[], more: readonly string[]): readonly string[] => [
    ...new Set([...values, ...more]),
  ];
  const devices = names(
    now.devices,
    stream.counts().map(({ device }) => device),
  );
  const seen = stream.recent().map(({ topic }) => topic);
  return [
    ...devices.map((device) => ({
      label: device,
      description: l10n.t("device"),
      picked: now.devices.includes(device),
      change: (filter: StreamFilter) => ({ ...filter, devices: [...filter.devices, device] }),
    })),
    ...(["in", "out"] as const).map((direction) => ({
      label: directionLabels[direction],
      description: l10n.t("direction"),
      picked: now.directions.includes(direction),
      change: (filter: StreamFilter) => ({ ...filter, directions: [...filter.directions, direction] }),
    })),
    ...names(now.topics, seen.filter(isTopicFilter).reverse())
      .slice(0, mostTopics)
      .map((topic) => ({
        label: topic,
        description: l10n.t("topic"),
        picked: now.topics.includes(topic),
        change: (filter: StreamFilter) => ({ ...filter, topics: [...filter.topics, topic] }),
      })),
  ];
}
