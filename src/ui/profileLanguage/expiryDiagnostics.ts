import * as vscode from "vscode";
import type { DeviceProblem } from "../../core/devices/deviceProblems";
import { expiryProblemOf } from "../../core/devices/expiryProblems";
import type { Profile } from "../../core/profile/profile";
import { loadProfile } from "../../flows/loadProfile";
import type { App } from "../app";
import { bugText } from "../bug";
import type { CodeLinks } from "./codeLinks";
import { deviceFindingOf } from "./deviceFindings";
import { isProfileDocument, openDocument } from "./documents";
import type { Finding } from "./findings";
import { diagnosticOf } from "./hostDiagnostic";
import { placesOf } from "./valuePlaces";

type Parts = Pick<App, "world" | "log" | "profileOf" | "expiry"> & { readonly codeLinks: CodeLinks };

/** So many files are read before what was found is shown. */
const mostAtOnce = 100;

/**
 * Shows the certificates of the whole workspace that have ended or will soon, each at its prefix in the properties file of
 * its device, open or not. A file is read only when something of it is due, and again when that is something else.
 */
export class ExpiryDiagnostics {
  readonly #parts: Parts;
  readonly #collection = vscode.languages.createDiagnosticCollection("thingsboardX509.expiry");
  readonly #problems = new Map<string, readonly DeviceProblem[]>();
  readonly #findings = new Map<string, readonly Finding[]>();
  readonly #subscriptions: vscode.Disposable;
  #turn: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#subscriptions = vscode.Disposable.from(
      this.#collection,
      parts.expiry.onDidChange(this.#look, this),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#problems.has(uri.fsPath)) {
          this.#findings.delete(uri.fsPath);
          this.#look();
        }
      }),
    );
    this.#look();
  }

  /** What is due of a properties file's device. */
  problemsAt(propertiesPath: string): readonly DeviceProblem[] {
    return this.#problems.get(propertiesPath) ?? [];
  }

  /** The same as findings, once what is known now is shown. */
  async check(propertiesPath: string): Promise<readonly Finding[]> {
    await this.#turn;
    return this.#findings.get(propertiesPath) ?? [];
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscriptions.dispose();
  }

  #look(): void {
    this.#turn = this.#turn
      .then(() => this.#show())
      .catch((error: unknown) => {
        this.#parts.log.error("expiry diagnostics:", bugText(error));
      });
  }

  async #show(): Promise<void> {
    const due = this.#due();
    for (const path of [...this.#problems.keys()].filter((known) => !due.has(known))) {
      this.#problems.delete(path);
      this.#findings.delete(path);
      this.#collection.delete(vscode.Uri.file(path));
    }
    const changed = [...due].filter(
      ([path, problems]) =>
        !this.#findings.has(path) || JSON.stringify(this.#problems.get(path)) !== JSON.stringify(problems),
    );
    for (let start = 0; start < changed.length && !this.#isDisposed; start += mostAtOnce) {
      await this.#showSome(changed.slice(start, start + mostAtOnce));
    }
  }

  #due(): ReadonlyMap<string, readonly DeviceProblem[]> {
    const due = new Map<string, DeviceProblem[]>();
    for (const expiry of this.#parts.expiry.due()) {
      const problem = expiryProblemOf(expiry);
      if (problem !== undefined) {
        const { propertiesPath } = expiry.device;
        due.set(propertiesPath, [...(due.get(propertiesPath) ?? []), problem]);
      }
    }
    return due;
  }

  async #showSome(
    some: readonly (readonly [path: string, problems: readonly DeviceProblem[]])[],
  ): Promise<void> {
    const shown: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const [path, problems] of some) {
      const findings = await this.#findingsOf(path, problems);
      const uri = vscode.Uri.file(path);
      this.#problems.set(path, problems);
      this.#findings.set(path, findings);
      shown.push([uri, findings.map((finding) => diagnosticOf(finding, uri, this.#parts.codeLinks))]);
    }
    if (!this.#isDisposed) {
      this.#collection.set(shown);
    }
  }

  async #findingsOf(path: string, problems: readonly DeviceProblem[]): Promise<readonly Finding[]> {
    const profile = await this.#profileAt(path);
    const surroundings = {
      placeOf: placesOf(profile ?? { text: "", values: new Map() }),
      labelOf: (other: string) => other,
      otherPlaceOf: () => undefined,
    };
    return problems.map((problem) => deviceFindingOf(problem, surroundings));
  }

  /** What the editor says counts, saved or not. */
  async #profileAt(path: string): Promise<Profile | undefined> {
    const document = openDocument(vscode.Uri.file(path));
    if (document !== undefined && isProfileDocument(document)) {
      return this.#parts.profileOf(document);
    }
    const profile = await loadProfile(path, this.#parts.world);
    return profile.ok ? profile.value : undefined;
  }
}
