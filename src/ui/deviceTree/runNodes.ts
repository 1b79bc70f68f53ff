import type { TreeNode } from "../treeNode";

/** The row of what a device sends by itself; none where it sends nothing. A click ends it. */
export function runNodes(propertiesPath: string, label: string | undefined): readonly TreeNode[] {
  return label === undefined
    ? []
    : [
        {
          id: `${propertiesPath} run`,
          label: "Sending",
          description: label,
          icon: { codicon: "pulse", color: "charts.green" },
          tooltip: [["Sends", label]],
          contextValue: "run",
          propertiesPath,
          click: {
            title: "Stop Simulation",
            command: "thingsboardX509.stopSimulation",
            args: [propertiesPath],
          },
          spoken: `Sending ${label}. Press Enter to stop it.`,
        },
      ];
}
