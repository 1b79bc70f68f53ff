import * as vscode from "vscode";
import { withoutIcons } from "./words/withoutIcons";

/** A row to choose, as data. Its texts are shown as they are, so that names of others may be in them. */
export interface PickRow {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A codicon in front of the row, which is not spoken: the label says the same. */
  readonly icon?: string;
  readonly picked?: boolean;
  readonly alwaysShow?: boolean;
  /** Whether it is a heading above the rows that follow. */
  readonly isHeading?: boolean;
}

/** The host's row, with the one that it stands for. */
export type PickItem<Row> = vscode.QuickPickItem & { readonly row: Row };

/** Makes the host's row. */
export function pickItem<Row extends PickRow>(row: Row): PickItem<Row> {
  const { label, description, detail, icon, picked, alwaysShow, isHeading } = row;
  return {
    label: withoutIcons(label),
    ...(description === undefined ? {} : { description: withoutIcons(description) }),
    ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
    ...(icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon) }),
    ...(picked === undefined ? {} : { picked }),
    ...(alwaysShow === undefined ? {} : { alwaysShow }),
    ...(isHeading === true ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    row,
  };
}

/** Makes rows of texts. */
export function rowsOf(labels: readonly string[]): readonly PickRow[] {
  return labels.map((label) => ({ label }));
}

/** Lets the person choose one row; undefined where they left. */
export async function pickOne<Row extends PickRow>(
  rows: readonly Row[],
  options: vscode.QuickPickOptions,
): Promise<Row | undefined> {
  const picked = await vscode.window.showQuickPick(rows.map(pickItem), options);
  return picked?.row;
}

/** Lets the person choose any number of rows; undefined where they left. */
export async function pickMany<Row extends PickRow>(
  rows: readonly Row[],
  options: vscode.QuickPickOptions,
): Promise<readonly Row[] | undefined> {
  const picked = await vscode.window.showQuickPick(rows.map(pickItem), { ...options, canPickMany: true });
  return picked?.map(({ row }) => row);
}
