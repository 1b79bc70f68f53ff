import type * as vscode from "vscode";
import { parseProfile } from "../../core/profile/parse";
import type { MachineNames, Profile } from "../../core/profile/profile";

/** Gives the profile of a document as it is now. */
export type ProfileOf = (document: vscode.TextDocument) => Profile;

/** Parses each version of a document once: after a keystroke, VS Code asks half a dozen providers about the same text. */
export function newProfiles(machine: MachineNames): ProfileOf {
  const parsed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly profile: Profile }>();
  return (document) => {
    const kept = parsed.get(document);
    if (kept?.version === document.version) {
      return kept.profile;
    }
    const profile = parseProfile(document.getText(), machine);
    parsed.set(document, { version: document.version, profile });
    return profile;
  };
}
