import * as path from "node:path";
import * as vscode from "vscode";
import type { Claims } from "../../core/devices/claims";
import type { DeviceProblem } from "../../core/devices/deviceProblems";
import { privateGlobs, trackedKeyProblemsOf } from "../../core/devices/trackedKeys";
import type { World } from "../../flows/world";

/** What is known of one folder until git's index changes. */
interface Known {
  readonly tracked: Promise<readonly string[]>;
}

/**
 * Private keys that git tracks, asked for once in a folder until its index changes. In an untrusted workspace nothing is
 * asked, since git reads the settings of the repository.
 */
export class TrackedKeys {
  readonly #git: World["git"];
  readonly #changed: (folder: string) => void;
  readonly #known = new Map<string, Known>();
  /** By the path of the index: who is told of its changes, and about which folders. */
  readonly #watched = new Map<
    string,
    { readonly watcher: vscode.Disposable; readonly folders: Set<string> }
  >();
  #isDisposed = false;

  /** `changed` is told that a folder may have others now. */
  constructor({ git }: Pick<World, "git">, changed: (folder: string) => void) {
    this.#git = git;
    this.#changed = changed;
  }

  async problemsOf(
    propertiesPath: string,
    { clientPrefix, serverPrefix }: Claims,
  ): Promise<readonly DeviceProblem[]> {
    if (!vscode.workspace.isTrusted) {
      return [];
    }
    const folder = path.dirname(propertiesPath);
    const known = this.#known.get(folder) ?? { tracked: this.#ask(folder) };
    this.#known.set(folder, known);
    return trackedKeyProblemsOf(await known.tracked, {
      ...(clientPrefix === undefined ? {} : { client: clientPrefix }),
      ...(serverPrefix === undefined ? {} : { server: serverPrefix }),
    });
  }

  /** Has git asked again the next time. */
  forget(folder: string): void {
    this.#known.delete(folder);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const { watcher } of this.#watched.values()) {
      watcher.dispose();
    }
  }

  async #ask(folder: string): Promise<readonly string[]> {
    const index = await this.#git.indexOf(folder);
    if (index === undefined || this.#isDisposed) {
      return [];
    }
    this.#watch(index, folder);
    return (await this.#git.tracked(folder, privateGlobs)) ?? [];
  }

  /** Git writes the index under another name and renames it. */
  #watch(index: string, folder: string): void {
    const watched = this.#watched.get(index);
    if (watched !== undefined) {
      watched.folders.add(folder);
      return;
    }
    const folders = new Set([folder]);
    const place = vscode.Uri.file(path.dirname(index));
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(place, path.basename(index)),
    );
    const tell = (): void => {
      for (const one of folders) {
        this.forget(one);
        this.#changed(one);
      }
    };
    const subscriptions = [watcher.onDidCreate(tell), watcher.onDidChange(tell), watcher.onDidDelete(tell)];
    this.#watched.set(index, { watcher: vscode.Disposable.from(watcher, ...subscriptions), folders });
  }
}
