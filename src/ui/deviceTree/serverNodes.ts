import * as l10n from "@vscode/l10n";
import type { Comparison } from "../../core/credential/comparison";
import type { ShownComparison } from "../comparisonKeeper";
import type { TreeNode } from "../treeNode";
import { comparisonRow } from "../words/comparisons";

type Icon = NonNullable<TreeNode["icon"]>;

const icons: Readonly<Record<Comparison["state"], Icon>> = {
  "in-sync": { codicon: "pass", color: "charts.green" },
  differs: { codicon: "diff", color: "list.warningForeground" },
  "not-provisioned": { codicon: "circle-outline" },
  "other-device": { codicon: "warning", color: "list.warningForeground" },
};

/** Gives the row of what the server has of a device; none where nobody is signed in there. */
export function serverNodes(propertiesPath: string, shown: ShownComparison | undefined): readonly TreeNode[] {
  if (shown === undefined) {
    return [];
  }
  const { comparison } = shown;
  const words = comparisonRow(shown);
  return [
    {
      id: `${propertiesPath} server credential`,
      label: l10n.t("Server credential"),
      description: words.shown,
      icon: comparison === undefined ? { codicon: "question" } : icons[comparison.state],
      tooltip: [[l10n.t("Server credential"), words.sentence]],
      contextValue: `serverCredential ${comparison?.state ?? "unknown"}`,
      propertiesPath,
      spoken: l10n.t("Server credential, {sentence}", { sentence: words.sentence }),
    },
  ];
}

/** Tells whether the server has something else than the certificate on disk. */
export function isDifferent(shown: ShownComparison | undefined): boolean {
  const state = shown?.comparison?.state;
  return state === "differs" || state === "other-device";
}
