import * as l10n from "@vscode/l10n";
import { safeText } from "../../core/stream/safeText";
import type { WaitingRequest } from "../../core/talk/rpcInbox";
import type { RpcRequest } from "../../core/talk/rpcRequest";
import type { RpcRulesProblem, RpcRulesProblemCode } from "../../core/talk/rpcRules";
import type { CommandFailure } from "../command";
import { countText } from "./numbers";
import { sentence } from "./sentence";
import { shortened } from "./shortened";

const patterns: Readonly<Record<RpcRulesProblemCode, string>> = {
  "rules-not-json": l10n.t(
    "This is no JSON from here on: no request is answered by a rule. Finish it, or undo the last change.",
  ),
  "rules-missing": l10n.t('There is no array "rules" here. The file holds {"rules": [ … ]}.'),
  "rule-without-method": l10n.t(
    'A rule is an object with "method", the name of what it answers, in which * stands for any characters.',
  ),
  "rule-without-response": l10n.t('A rule has either "response", any JSON, or "error", a text.'),
  "rule-value-invalid": l10n.t("{name} has to be {wanted}; this rule answers nothing."),
  "rule-member-unknown": l10n.t(
    "{name} means nothing in a rule: method, device, response, error and delayMs do.",
  ),
  "rule-never-used": l10n.t(
    "An earlier rule already answers {method}, so this one is never used. Put it before that one.",
  ),
};

/** Says what is wrong in `.thingsboard/rpc.json`. */
export function rpcRulesWords({ code, values }: RpcRulesProblem): string {
  return Object.keys(values).length === 0 ? patterns[code] : sentence(patterns[code], values);
}

/** A request in one line: its method and parameters. */
export function requestWords({ method, params }: RpcRequest): string {
  const shown = params === null ? "" : ` ${JSON.stringify(params)}`;
  return shortened(safeText(`${method}${shown}`), 100);
}

/** Tells that a device is asked for something. */
export function requestNotice(device: string, waiting: readonly WaitingRequest[]): string {
  const name = safeText(device);
  const [first] = waiting;
  const latest = waiting.at(-1) ?? first;
  const call = latest === undefined ? "" : requestWords(latest);
  return waiting.length > 1
    ? l10n.t("{waitingCount} RPC requests wait for an answer of {name}; the latest is {call}.", {
        waitingCount: countText(waiting.length),
        name,
        call,
      })
    : l10n.t("The server asks {name}: {call}. No rule answers this RPC request.", { name, call });
}

/** Says that no request of a device waits. */
export function noRequestWords(device: string): CommandFailure {
  return {
    code: "no-rpc-request",
    message: l10n.t(
      "No RPC request waits for an answer of {device}. Server-side requests appear here while it is connected.",
      { device: safeText(device) },
    ),
  };
}

/** Says that there is no folder to keep rules in. */
export const noRulesFolder: CommandFailure = {
  code: "no-folder",
  message: l10n.t(
    "Rules are kept in .thingsboard/rpc.json of a workspace folder, and no folder is open. Open one first.",
  ),
  actions: [{ title: l10n.t("Open Folder"), command: "vscode.openFolder", args: [] }],
};

/** What a new file of rules holds. */
export const firstRules = `${l10n.t('{\n  "rules": [\n    { "method": "getTemperature", "response": { "temperature": 21.5 } },\n    { "method": "set*", "response": { "method": "${method}", "accepted": "${params}" }, "delayMs": 200 },\n    { "method": "reboot", "error": "not while pumping" }\n  ]\n}')}\n`;
