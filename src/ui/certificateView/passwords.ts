import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { safeText } from "../../core/stream/safeText";

/** The passwords that the person gave for files, in memory alone, until the window closes. */
export interface Passwords {
  /** Of a file, the newest first. */
  of(path: string): readonly string[];
  add(path: string, password: string): void;
  /** Tells the file that got one. */
  readonly onDidChange: vscode.Event<string>;
  dispose(): void;
}

/** Begins without any. */
export function newPasswords(): Passwords {
  const changes = new vscode.EventEmitter<string>();
  const known = new Map<string, readonly string[]>();
  return {
    of: (path) => known.get(path) ?? [],
    add: (path, password) => {
      const others = (known.get(path) ?? []).filter((other) => other !== password);
      known.set(path, [password, ...others].slice(0, mostForOneFile));
      changes.fire(path);
    },
    onDidChange: changes.event,
    dispose: () => {
      known.clear();
      changes.dispose();
    },
  };
}

/** One for the store and one for its key, with room for slips: each costs a try at every look. */
const mostForOneFile = 4;

/** Asks for the password of a file, hidden; undefined when the person cancelled. */
export async function askPassword(name: string, wasWrong = false): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: l10n.t("Password of {name}", { name: safeText(name) }),
    prompt: wasWrong
      ? l10n.t("That password does not open it. Try another one.")
      : l10n.t("It is used to look into the file and kept nowhere."),
    password: true,
    ignoreFocusOut: true,
  });
}
