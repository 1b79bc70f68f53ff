import * as vscode from "vscode";
import type { App } from "../app";
import { codeActionFeatures } from "./codeActions";
import { lensFeatures } from "./codeLens";
import { linkFeatures } from "./documentLinks";
import { editingFeatures } from "./editing";
import { occurrenceFeatures } from "./occurrences";
import { outlineFeatures } from "./outline";

/** What an editor of a properties file offers. */
export interface ProfileFeatures extends vscode.Disposable {
  readonly lenses: ReturnType<typeof lensFeatures>;
  readonly links: ReturnType<typeof linkFeatures>;
  readonly actions: ReturnType<typeof codeActionFeatures>;
  readonly editing: ReturnType<typeof editingFeatures>;
  readonly occurrences: ReturnType<typeof occurrenceFeatures>;
  readonly outline: ReturnType<typeof outlineFeatures>;
}

/** Who hears that what was shown may be something else now. */
export interface FeatureChanges {
  readonly lenses: () => void;
  readonly links: () => void;
}

/** Makes what an editor of a properties file offers. */
export function newProfileFeatures(app: App, changed: FeatureChanges): ProfileFeatures {
  const lenses = lensFeatures(app, changed.lenses);
  const links = linkFeatures(app.devices, app.profileOf, changed.links);
  return Object.assign(vscode.Disposable.from(lenses, links), {
    lenses,
    links,
    actions: codeActionFeatures(app.world.machine, app.profileOf),
    editing: editingFeatures(app),
    occurrences: occurrenceFeatures(app.profileOf),
    outline: outlineFeatures(app.profileOf),
  });
}
