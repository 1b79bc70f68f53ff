import * as l10n from "@vscode/l10n";
import type { TreeNode } from "../treeNode";

/** The row of what a device sends by itself; none where it sends nothing. A click ends it. */
export function runNodes(propertiesPath: string, label: string | undefined): readonly TreeNode[] {
  return label === undefined
    ? []
    : [
        {
          id: `${propertiesPath} run`,
          label: l10n.t("Sending"),
          description: label,
          icon: { codicon: "pulse", color: "charts.green" },
          tooltip: [[l10n.t("Sends"), label]],
          contextValue: "run",
          propertiesPath,
          click: {
            title: l10n.t("Stop Simulation"),
            command: "thingsboardX509.stopSimulation",
            args: [propertiesPath],
          },
          spoken: l10n.t("Sending {label}. Press Enter to stop it.", { label }),
        },
      ];
}
