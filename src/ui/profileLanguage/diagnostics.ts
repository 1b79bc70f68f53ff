import * as vscode from "vscode";
import { bugText } from "../bug";
import { fail, ok, type Result } from "../../core/result";
import { loadProfile } from "../../flows/loadProfile";
import type { FileFailure } from "../../flows/world";
import type { App, ProfileDiagnostics } from "../app";
import { settingsFor } from "../settings";
import type { CodeLinks } from "./codeLinks";
import { hasByteOrderMark, isProfileDocument, openDocument } from "./documents";
import { findingsOf, findingsOfText, unreadableFinding, type Finding } from "./findings";
import { diagnosticOf } from "./hostDiagnostic";

/** How long typing has to rest before the text is checked, in milliseconds. */
const restMs = 120;

type Parts = Pick<App, "world" | "log" | "profileOf"> & { readonly codeLinks: CodeLinks };

/** Checks open properties files as they change, and closed ones on request, and shows the findings until it is disposed. */
export function newProfileDiagnostics(parts: Parts): ProfileDiagnostics & { dispose(): void } {
  return new LiveChecks(parts);
}

class LiveChecks {
  readonly #parts: Parts;
  readonly #collection = vscode.languages.createDiagnosticCollection("thingsboardX509");
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** Files whose findings stay when their editor closes, since somebody asked for them. */
  readonly #asked = new Set<string>();
  readonly #subscriptions: vscode.Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    const contents = vscode.workspace.createFileSystemWatcher(
      "**/{keygen.properties,*.keygen.properties}",
      true,
      false,
      true,
    );
    const removals = vscode.workspace.createFileSystemWatcher("**/*", true, true, false);
    this.#subscriptions = vscode.Disposable.from(
      this.#collection,
      contents,
      removals,
      vscode.workspace.onDidOpenTextDocument(this.#opened, this),
      vscode.workspace.onDidSaveTextDocument(this.#opened, this),
      vscode.workspace.onDidChangeTextDocument(this.#typed, this),
      vscode.workspace.onDidCloseTextDocument(this.#closed, this),
      contents.onDidChange(this.#changedOnDisk, this),
      removals.onDidDelete(this.#removed, this),
    );
    vscode.workspace.textDocuments.forEach(this.#opened, this);
    this.#inBackground(
      parts.codeLinks.ready.then(() => {
        vscode.workspace.textDocuments.forEach(this.#opened, this);
      }),
    );
  }

  async check(uri: vscode.Uri): Promise<Result<readonly Finding[], FileFailure>> {
    this.#asked.add(uri.toString());
    return this.#check(uri);
  }

  dispose(): void {
    this.#waiting.forEach((timer) => {
      clearTimeout(timer);
    });
    this.#waiting.clear();
    this.#subscriptions.dispose();
  }

  async #check(uri: vscode.Uri): Promise<Result<readonly Finding[], FileFailure>> {
    const before = openDocument(uri);
    if (before !== undefined && isTrueText(before)) {
      return ok(this.#checkText(before));
    }
    const found = await this.#findingsOnDisk(uri);
    const now = openDocument(uri);
    if (now !== undefined && isTrueText(now)) {
      return ok(this.#checkText(now));
    }
    if (found.ok) {
      this.#show(uri, found.value);
    } else {
      this.#show(uri, found.failure.code === "file-not-found" ? [] : [unreadableFinding("file-unreadable")]);
    }
    return found;
  }

  #checkText(document: vscode.TextDocument): readonly Finding[] {
    this.#forgetWaiting(document.uri);
    const findings = this.#findingsIn(document);
    this.#show(document.uri, findings);
    return findings;
  }

  #findingsIn(document: vscode.TextDocument): readonly Finding[] {
    return findingsOfText(document.getText(), {
      profileNow: () => this.#parts.profileOf(document),
      hasByteOrderMark: hasByteOrderMark(document),
    });
  }

  async #findingsOnDisk(uri: vscode.Uri): Promise<Result<readonly Finding[], FileFailure>> {
    if (uri.scheme !== "file") {
      return ok(this.#findingsIn(await vscode.workspace.openTextDocument(uri)));
    }
    const profile = await loadProfile(uri.fsPath, this.#parts.world);
    if (profile.ok) {
      return ok(findingsOf(profile.value));
    }
    const { failure } = profile;
    if (failure.code === "properties-unreadable") {
      return ok([unreadableFinding(failure.reason, failure)]);
    }
    return failure.code === "file-too-large" ? ok([unreadableFinding(failure.code)]) : fail(failure);
  }

  #show(uri: vscode.Uri, findings: readonly Finding[]): void {
    this.#collection.set(
      uri,
      findings.map((finding) => diagnosticOf(finding, uri, this.#parts.codeLinks)),
    );
  }

  #opened(document: vscode.TextDocument): void {
    if (document.isClosed || !isProfileDocument(document)) {
      return;
    }
    if (isTrueText(document)) {
      this.#checkText(document);
    } else {
      this.#inBackground(this.#check(document.uri));
    }
  }

  /** A change of line ends comes without changed content. */
  #typed({ document }: vscode.TextDocumentChangeEvent): void {
    if (!isProfileDocument(document) || !settingsFor(document.uri).validateOnType) {
      return;
    }
    this.#forgetWaiting(document.uri);
    const timer = setTimeout(() => {
      this.#opened(document);
    }, restMs);
    this.#waiting.set(document.uri.toString(), timer);
  }

  #closed(document: vscode.TextDocument): void {
    const { uri } = document;
    this.#forgetWaiting(uri);
    if (this.#asked.has(uri.toString()) && uri.scheme === "file") {
      this.#inBackground(this.#check(uri));
    } else {
      this.#collection.delete(uri);
    }
  }

  #changedOnDisk(uri: vscode.Uri): void {
    if (this.#asked.has(uri.toString()) && openDocument(uri) === undefined) {
      this.#inBackground(this.#check(uri));
    }
  }

  /** What goes may be a folder with files that were checked. An editor keeps what it shows of a file that is gone. */
  #removed(gone: vscode.Uri): void {
    const folder = `${gone.toString()}/`;
    for (const name of [...this.#asked]) {
      if (name === gone.toString() || name.startsWith(folder)) {
        this.#asked.delete(name);
        const uri = vscode.Uri.parse(name, true);
        if (openDocument(uri) === undefined) {
          this.#collection.delete(uri);
        }
      }
    }
  }

  #forgetWaiting(uri: vscode.Uri): void {
    clearTimeout(this.#waiting.get(uri.toString()));
    this.#waiting.delete(uri.toString());
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#parts.log.error("diagnostics:", bugText(error));
    });
  }
}

/** Bytes that are no UTF-8 show as U+FFFD in an editor: what is on disk then tells more than its text. */
function isTrueText(document: vscode.TextDocument): boolean {
  const isOnDisk = document.uri.scheme === "file" && !document.isDirty;
  return !isOnDisk || !document.getText().includes("\uFFFD");
}
