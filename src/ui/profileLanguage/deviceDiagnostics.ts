import * as path from "node:path";
import * as vscode from "vscode";
import { claimsOf, type Claims } from "../../core/devices/claims";
import type { Device } from "../../core/devices/device";
import type { DeviceProblem, OtherValue } from "../../core/devices/deviceProblems";
import { Neighbourhood } from "../../core/devices/neighbourhood";
import { largestProfileBytes } from "../../core/profile/decode";
import type { Profile } from "../../core/profile/profile";
import { ok } from "../../core/result";
import { loadProfile } from "../../flows/loadProfile";
import type { App, ProfileDiagnostics } from "../app";
import { bugText } from "../bug";
import { settingsFor } from "../settings";
import { newCodeLinks, type CodeLinks } from "./codeLinks";
import { registerDeviceActions, type KnownDevices } from "./deviceActions";
import { deviceFindingOf } from "./deviceFindings";
import { newProfileDiagnostics } from "./diagnostics";
import { isProfileDocument, openDocument } from "./documents";
import { ExpiryDiagnostics } from "./expiryDiagnostics";
import type { Finding } from "./findings";
import { diagnosticOf } from "./hostDiagnostic";
import type { PlaceRange } from "./places";
import type { ProfileOf } from "./profiles";
import { TrackedKeys } from "./trackedKeys";
import { placesOf, type PlaceOf } from "./valuePlaces";

/** How long typing and files that are being written have to rest before it is looked again, in milliseconds. */
const restMs = 300;

/** So many files that changed at once are not held against each shown one. */
const mostChanges = 100;

type Parts = Pick<App, "world" | "devices" | "log" | "profileOf"> & {
  readonly codeLinks: CodeLinks;
  readonly ends: ExpiryDiagnostics;
};

/**
 * Checks properties files by themselves and together with what is around them: other properties files, and their
 * bundles on disk, and what git tracks of them. It shows what it finds, of open files and of those that were checked, until it is disposed. It only
 * reads.
 */
export function newDeviceDiagnostics(
  app: Pick<App, "world" | "devices" | "log" | "profileOf" | "extensionFolder" | "expiry">,
): ProfileDiagnostics & { dispose(): void } {
  const parts = { ...app, codeLinks: newCodeLinks(app) };
  const alone = newProfileDiagnostics(parts);
  const ends = new ExpiryDiagnostics(parts);
  const around = new DeviceChecks({ ...parts, ends });
  return {
    check: async (uri) => {
      const found = await alone.check(uri);
      const isMore = found.ok && uri.scheme === "file";
      return isMore
        ? ok([...found.value, ...(await around.check(uri.fsPath)), ...(await ends.check(uri.fsPath))])
        : found;
    },
    dispose: () => {
      alone.dispose();
      ends.dispose();
      around.dispose();
    },
  };
}

class DeviceChecks implements KnownDevices {
  readonly profileOf: ProfileOf;
  readonly #parts: Parts;
  readonly #collection = vscode.languages.createDiagnosticCollection("thingsboardX509.devices");
  readonly #neighbourhood = new Neighbourhood();
  /** Devices as the store gave them last. */
  readonly #devices = new Map<string, Device>();
  /** Files whose findings stay when their editor closes, since somebody asked for them. */
  readonly #asked = new Set<string>();
  readonly #problems = new Map<string, readonly DeviceProblem[]>();
  /** Places in files that are not open, as long as no file changes. */
  readonly #places = new Map<string, PlaceOf>();
  readonly #due = new Set<string>();
  readonly #trackedKeys: TrackedKeys;
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #firstLook: Promise<void> | undefined;
  readonly #ending = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.profileOf = parts.profileOf;
    this.#trackedKeys = new TrackedKeys(parts.world, this.#beside.bind(this));
    this.#subscriptions = vscode.Disposable.from(
      this.#collection,
      this.#trackedKeys,
      registerDeviceActions(this, parts.world),
      parts.devices.onDidChange(() => {
        this.#inBackground(this.#look());
      }),
      vscode.workspace.onDidOpenTextDocument(this.#opened, this),
      vscode.workspace.onDidSaveTextDocument(this.#opened, this),
      vscode.workspace.onDidChangeTextDocument(this.#typed, this),
      vscode.workspace.onDidCloseTextDocument(this.#closed, this),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#shown().forEach(this.#schedule, this);
      }),
      ...this.#watchers(),
    );
    vscode.workspace.textDocuments.forEach(this.#opened, this);
  }

  check(propertiesPath: string): Promise<readonly Finding[]> {
    this.#asked.add(propertiesPath);
    this.#trackedKeys.forget(path.dirname(propertiesPath));
    return this.#next(() => this.#check(propertiesPath));
  }

  problemsAt(propertiesPath: string): readonly DeviceProblem[] {
    return [...(this.#problems.get(propertiesPath) ?? []), ...this.#parts.ends.problemsAt(propertiesPath)];
  }

  isTaken(propertiesPath: string, prefix: string): boolean {
    return this.#neighbourhood.isTaken(propertiesPath, prefix);
  }

  dispose(): void {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  /** One check after the other: an older answer never replaces a newer one. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.catch(() => undefined).then(work);
    this.#turn = next;
    return next;
  }

  async #check(propertiesPath: string): Promise<readonly Finding[]> {
    await (this.#firstLook ??= this.#look());
    const profile = await this.#profileAt(propertiesPath);
    const uri = vscode.Uri.file(propertiesPath);
    if (profile === undefined) {
      this.#problems.delete(propertiesPath);
      this.#collection.delete(uri);
      return [];
    }
    this.#claim(propertiesPath, claimsOf(profile));
    const problems = await this.#problemsOf(propertiesPath, profile);
    const findings = await this.#findingsOf(problems, propertiesPath, placesOf(profile));
    if (!this.#ending.signal.aborted && this.#isShown(propertiesPath)) {
      this.#problems.set(propertiesPath, problems);
      this.#collection.set(
        uri,
        findings.map((finding) => diagnosticOf(finding, uri, this.#parts.codeLinks)),
      );
    }
    return findings;
  }

  /** A server that is described in two ways has a bundle that differs from one of them: that is one finding. */
  async #problemsOf(propertiesPath: string, profile: Profile): Promise<readonly DeviceProblem[]> {
    const around = this.#neighbourhood.problemsOf(propertiesPath);
    const isServerClear = around.every(({ code }) => code !== "server-identity-differs");
    const { compareBundle } = await import("../../flows/compareBundle");
    const sides = isServerClear ? (["client", "server"] as const) : (["client"] as const);
    const sharesServer = this.#neighbourhood.sharesServer(propertiesPath);
    const bundles = await Promise.all(
      sides.map((side) =>
        compareBundle(
          { propertiesPath, profile, side, sharesServer },
          this.#parts.world,
          this.#ending.signal,
        ),
      ),
    );
    const tracked = await this.#trackedKeys.problemsOf(propertiesPath, claimsOf(profile));
    return [...around, ...bundles.flat(), ...tracked];
  }

  async #findingsOf(
    problems: readonly DeviceProblem[],
    propertiesPath: string,
    placeOf: PlaceOf,
  ): Promise<readonly Finding[]> {
    const others = problems.flatMap((problem) => problem.others);
    const places = new Map<OtherValue, PlaceRange>();
    for (const other of others) {
      const otherPlaceOf = await this.#placesIn(other.propertiesPath);
      if (otherPlaceOf !== undefined) {
        places.set(other, otherPlaceOf(other.key));
      }
    }
    const folder = path.dirname(propertiesPath);
    const surroundings = {
      placeOf,
      labelOf: (other: string) =>
        path.dirname(other) === folder ? path.basename(other) : vscode.workspace.asRelativePath(other),
      otherPlaceOf: (other: OtherValue) => places.get(other),
    };
    return problems.map((problem) => deviceFindingOf(problem, surroundings));
  }

  async #placesIn(propertiesPath: string): Promise<PlaceOf | undefined> {
    const kept = this.#places.get(propertiesPath);
    if (kept !== undefined) {
      return kept;
    }
    const profile = await this.#profileAt(propertiesPath);
    const placeOf = profile && placesOf(profile);
    if (placeOf !== undefined && documentAt(propertiesPath) === undefined) {
      this.#places.set(propertiesPath, placeOf);
    }
    return placeOf;
  }

  /** What the editor says counts, saved or not. */
  async #profileAt(propertiesPath: string): Promise<Profile | undefined> {
    const document = documentAt(propertiesPath);
    if (document !== undefined) {
      return document.getText().length > largestProfileBytes ? undefined : this.profileOf(document);
    }
    const profile = await loadProfile(propertiesPath, this.#parts.world);
    return profile.ok ? profile.value : undefined;
  }

  /** Takes over what the store found on disk. */
  async #look(): Promise<void> {
    const devices = await this.#parts.devices.all();
    if (this.#ending.signal.aborted) {
      return;
    }
    const found = new Set(devices.map(({ propertiesPath }) => propertiesPath));
    const gone = [...this.#devices.keys()].filter((known) => !found.has(known));
    const changed = devices.filter((device) => this.#devices.get(device.propertiesPath) !== device);
    const isMuch = gone.length + changed.length > mostChanges;
    for (const known of gone) {
      this.#devices.delete(known);
      this.#places.delete(known);
      this.#asked.delete(known);
      this.#claimOnDisk(known, undefined, isMuch);
      this.#forgetClosed(known);
    }
    for (const device of changed) {
      this.#devices.set(device.propertiesPath, device);
      this.#places.delete(device.propertiesPath);
      this.#claimOnDisk(device.propertiesPath, device.claims, isMuch);
    }
    const concerned = isMuch ? this.#shown() : changed.map(({ propertiesPath }) => propertiesPath);
    concerned.filter((shown) => this.#isShown(shown)).forEach(this.#schedule, this);
  }

  #claimOnDisk(propertiesPath: string, claims: Claims | undefined, isQuiet: boolean): void {
    if (documentAt(propertiesPath) === undefined) {
      if (isQuiet) {
        this.#neighbourhood.set(propertiesPath, claims);
      } else {
        this.#claim(propertiesPath, claims);
      }
    }
  }

  /** Notes what a file claims now, and looks again at the shown ones that have to do with it. */
  #claim(propertiesPath: string, claims: Claims | undefined): void {
    const meets = this.#neighbourhood.set(propertiesPath, claims);
    if (meets !== undefined) {
      this.#shown().filter(meets).forEach(this.#schedule, this);
    }
  }

  #shown(): readonly string[] {
    const open = vscode.workspace.textDocuments.filter(isOnDisk).map(({ uri }) => uri.fsPath);
    return [...new Set([...open, ...this.#asked])];
  }

  #isShown(propertiesPath: string): boolean {
    return this.#asked.has(propertiesPath) || documentAt(propertiesPath) !== undefined;
  }

  #schedule(propertiesPath: string): void {
    if (this.#ending.signal.aborted) {
      return;
    }
    this.#due.add(propertiesPath);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const due = [...this.#due];
      this.#due.clear();
      for (const one of due) {
        this.#inBackground(this.#next(() => this.#check(one)));
      }
    }, restMs);
  }

  #opened(document: vscode.TextDocument): void {
    if (isOnDisk(document)) {
      this.#trackedKeys.forget(path.dirname(document.uri.fsPath));
      this.#schedule(document.uri.fsPath);
    }
  }

  #typed({ document }: vscode.TextDocumentChangeEvent): void {
    if (isOnDisk(document) && settingsFor(document.uri).validateOnType) {
      this.#schedule(document.uri.fsPath);
    }
  }

  #closed(document: vscode.TextDocument): void {
    const { uri } = document;
    if (uri.scheme !== "file" || !isProfileDocument(document)) {
      return;
    }
    this.#claim(uri.fsPath, this.#devices.get(uri.fsPath)?.claims);
    if (this.#asked.has(uri.fsPath)) {
      this.#schedule(uri.fsPath);
    } else {
      this.#forgetClosed(uri.fsPath);
    }
  }

  #forgetClosed(propertiesPath: string): void {
    if (!this.#isShown(propertiesPath)) {
      this.#due.delete(propertiesPath);
      this.#problems.delete(propertiesPath);
      this.#collection.delete(vscode.Uri.file(propertiesPath));
    }
  }

  /** Looks again at the shown files of a folder. */
  #beside(folder: string): void {
    this.#shown()
      .filter((shown) => path.dirname(shown) === folder)
      .forEach(this.#schedule, this);
  }

  #watchers(): readonly vscode.Disposable[] {
    const bundles = vscode.workspace.createFileSystemWatcher("**/{*.jks,*.pub.pem}");
    const profiles = vscode.workspace.createFileSystemWatcher("**/{keygen.properties,*.keygen.properties}");
    const beside = ({ fsPath }: vscode.Uri): void => {
      this.#beside(path.dirname(fsPath));
    };
    const itself = ({ fsPath }: vscode.Uri): void => {
      this.#places.delete(fsPath);
      if (this.#isShown(fsPath)) {
        this.#schedule(fsPath);
      }
    };
    return [
      bundles,
      bundles.onDidCreate(beside),
      bundles.onDidChange(beside),
      bundles.onDidDelete(beside),
      profiles,
      profiles.onDidCreate(itself),
      profiles.onDidChange(itself),
      profiles.onDidDelete(itself),
    ];
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#parts.log.error("device diagnostics:", bugText(error));
    });
  }
}

function documentAt(propertiesPath: string): vscode.TextDocument | undefined {
  const document = openDocument(vscode.Uri.file(propertiesPath));
  return document !== undefined && isOnDisk(document) ? document : undefined;
}

/** Tells whether a document is a properties file on disk that a person works on. */
function isOnDisk(document: vscode.TextDocument): boolean {
  return !document.isClosed && document.uri.scheme === "file" && isProfileDocument(document);
}
