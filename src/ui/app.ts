import type * as vscode from "vscode";
import type { Arrival } from "../core/connection/arrival";
import type { ReportFacts } from "../core/connection/report";
import type { SessionEvent } from "../core/connection/events";
import type { ReportHistory, TestedReport } from "../core/connection/reportHistory";
import type { PhaseReport } from "../core/connection/session";
import type { User } from "../core/credential/accountCalls";
import type { Device, Liveness } from "../core/devices/device";
import type { Expiry, Grouping, Urgency } from "../core/devices/expiry";
import type { Result } from "../core/result";
import type { Remembered } from "../flows/accountKeeper";
import type { WaitingRequest } from "../core/talk/rpcInbox";
import type { Recording } from "../flows/recordSession";
import type { RunningTestServer, TestServerFailure, TestServerRequest } from "../flows/runTestServer";
import type { Login } from "../flows/signIn";
import type { ServerChoice } from "../flows/testConnection";
import type { ThingsBoard } from "../flows/thingsBoard";
import type { FileFailure, World } from "../flows/world";
import type { CommandFailure } from "./command";
import type { Passwords } from "./certificateView/passwords";
import type { ShownComparison } from "./comparisonKeeper";
import type { MessageStream } from "./messageStream";
import type { Finding } from "./profileLanguage/findings";
import type { ProfileOf } from "./profileLanguage/profiles";
import type { PayloadDrafts } from "./talk/drafts";
import type { RunKeeper } from "./talk/runKeeper";
import type { DeviceLists } from "./serverTree/deviceLists";
import type { TreeRows } from "./treeView";

/** What the commands and views share. Each part is owned, and disposed, by `openApp.ts`, which makes it. */
export interface App {
  readonly world: World;
  /** Absolute path of the extension's own folder for files that outlive a session. */
  readonly storageFolder: string;
  /** The same for this workspace alone; undefined where no folder is open. */
  readonly workspaceStorageFolder: string | undefined;
  /** Absolute path of the installed extension: `docs/` and `media/` are in it. */
  readonly extensionFolder: string;
  /** The extension's own log, "ThingsBoard X.509"; no secret goes there at any level. */
  readonly log: vscode.LogOutputChannel;
  readonly output: DeviceOutput;
  /** What the language features, the checks and the commands all read a document with. */
  readonly profileOf: ProfileOf;
  readonly diagnostics: ProfileDiagnostics;
  /** What was wrong with a fleet's CSV when it was last generated. */
  readonly fleetProblems: vscode.DiagnosticCollection;
  readonly devices: DeviceStore;
  readonly deviceView: DeviceView;
  readonly serverView: TreeRows;
  readonly expiry: ExpiryWatch;
  /** What is remembered on this machine, past a restart of the extension host; no secret goes there. */
  readonly memory: vscode.Memento;
  /** The same, of this workspace alone. */
  readonly workspaceMemory: vscode.Memento;
  readonly sessions: Sessions;
  readonly testServer: TestServerControl;
  readonly accounts: Accounts;
  readonly talk: Talk;
  readonly serverDevices: ServerDevices;
  readonly comparisons: Comparisons;
  readonly recordings: Recordings;
  /** What the person gave to look into files with. */
  readonly passwords: Passwords;
}

/** The channel "ThingsBoard Devices". Appends are batched. */
export interface DeviceOutput {
  /** Writes lines that are always shown. */
  append(lines: readonly string[]): void;
  /** Messages come in here: what is shown of them depends on filter, pause and speed. */
  readonly stream: MessageStream;
  /** Empties the channel, and forgets the last messages. */
  clear(): void;
  /** Brings the channel to the front without taking the focus. */
  show(): void;
}

/** What is wrong in properties files, as the Problems view shows it: of open ones, and of those that were checked. */
export interface ProfileDiagnostics {
  /** Checks a file as it is in the editor, or on disk where it is not open, and shows what was found. */
  check(uri: vscode.Uri): Promise<Result<readonly Finding[], FileFailure>>;
}

/** The devices of the workspace, kept true with the files on disk. */
export interface DeviceStore {
  /** In the order of their paths, once each was looked at. The first call looks for them. */
  all(): Promise<readonly Device[]>;
  /** The same as soon as their files are found: of very many, those that were not looked at yet are `isUnread`. */
  known(): Promise<readonly Device[]>;
  /** The one of a properties file, as it is known or else looked at now; undefined where the workspace has none there. */
  at(propertiesPath: string): Promise<Device | undefined>;
  /** What the view calls each that was found until now, by its properties file. */
  names(): ReadonlyMap<string, string>;
  /** What the view calls it: with its folder where another that is known has the same name. By its path where there is none. */
  nameOf(propertiesPath: string): Promise<string>;
  /** Looks at one device again, at once. */
  refresh(propertiesPath: string): Promise<void>;
  /** Looks for the devices again, everywhere. */
  lookAgain(): Promise<void>;
  /** Does what somebody waits for, before more of very many devices are looked at; it must not wait for `all`. */
  goesFirst<T>(work: () => Promise<T>): Promise<T>;
  readonly onDidChange: vscode.Event<void>;
}

/** The view Devices. */
export interface DeviceView extends TreeRows {
  /** Draws all rows again. */
  redraw(): void;
  /** Shows and selects the row of a device; false where the view has none. */
  reveal(propertiesPath: string): Promise<boolean>;
  /** Puts the rows together by something else, now and the next time that the workspace is opened. */
  groupBy(grouping: Grouping): void;
  /** Shows and selects the group of an urgency; false where the view has none. */
  revealUrgency(urgency: Urgency): Promise<boolean>;
}

/** Which certificates of the workspace have ended or will within the days of the setting. */
export interface ExpiryWatch extends vscode.Disposable {
  /** The first to end first; none before all devices were looked at. */
  readonly due: () => readonly Expiry[];
  readonly onDidChange: vscode.Event<void>;
  /** The setting as it holds for a properties file: so many days before its end a certificate is due. */
  readonly warningDaysOf: (propertiesPath: string) => number;
  readonly onDidChangeWarningDays: vscode.Event<void>;
}

/** How a test is asked for. */
export interface TestOptions {
  readonly server: ServerChoice;
  readonly keepOpen: boolean;
  readonly timeoutMs: number;
}

/** The connections of the devices: one test or live session for each at a time. */
export interface Sessions {
  /** Ends what the device has, tests, writes the report into the output; undefined when the signal aborted it. */
  test(propertiesPath: string, options: TestOptions, signal: AbortSignal): Promise<ReportFacts | undefined>;
  /** Ends a device's session; false where it had none. */
  disconnect(propertiesPath: string): Promise<boolean>;
  /** Paths of the devices that are connected. */
  connected(): readonly string[];
  /** The same, and of those that lost their connection and connect again by themselves. */
  kept(): readonly string[];
  livenessOf(propertiesPath: string): Liveness;
  /** Where a device connects again, and when; undefined where it does not. */
  reconnecting(propertiesPath: string): Reconnecting | undefined;
  /** Does not wait any longer for a device's next attempt; false where there is none to wait for. */
  reconnectNow(propertiesPath: string): boolean;
  lastReport(propertiesPath: string): ReportFacts | undefined;
  /** The last test of a device and the one before it with the same server; they outlive the window. */
  historyOf(propertiesPath: string): ReportHistory | undefined;
  /** Adds to the report of a device's last test what the server had of what was published after it. */
  arrived(tested: TestedReport, arrival: Arrival): void;
  /** The test that runs now. */
  runningTest(propertiesPath: string): RunningTest | undefined;
  /** Publishes as a device that is connected; undefined where it is not. True when it arrived. */
  publish(propertiesPath: string, message: OutgoingMessage): Promise<boolean | undefined>;
  readonly onDidChange: vscode.Event<void>;
  /** Whatever happens on the connections, as it happens. */
  readonly onEvent: vscode.Event<DeviceEvent>;
}

/** A test that has not ended yet. */
export interface RunningTest {
  readonly server: ReportFacts["server"];
  /** Those that have ended. */
  readonly phases: readonly PhaseReport[];
}

/** A connection that was lost and comes back by itself. */
export interface Reconnecting {
  readonly server: ReportFacts["server"];
  /** Milliseconds since 1970 UTC; absent while an attempt is under way. */
  readonly nextAtMs?: number;
}

/** What a device publishes. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
}

/** Something that happened on a device's connection. */
export interface DeviceEvent {
  readonly propertiesPath: string;
  readonly event: SessionEvent;
}

/** What the last session of each device received and sent, on disk. */
export interface Recordings {
  /** Forgets the device's last session and begins to record another; undefined where the limit is 0. */
  begin(propertiesPath: string, device: string, limitBytes: number): Promise<Recording | undefined>;
  of(propertiesPath: string): Recording | undefined;
  /** The devices that have one. */
  paths(): readonly string[];
}

/** Who is signed in to which ThingsBoard. */
export interface Accounts {
  /** A way to ask the server's REST API; fails where it has none, or nobody is signed in. */
  thingsBoardOf(server: ServerChoice): Promise<Result<ThingsBoard, CommandFailure>>;
  /** Signs in, and keeps what proves it in the keyring; undefined when the signal aborted it. */
  signIn(
    server: ServerChoice,
    login: Login,
    signal: AbortSignal,
  ): Promise<Result<Remembered, CommandFailure> | undefined>;
  /** Wipes what proves it; false where nobody was signed in. */
  signOut(server: ServerChoice): Promise<Result<boolean, CommandFailure>>;
  /** Who is signed in, as the server named them then; undefined where nobody is. */
  userOf(server: ServerChoice): Promise<User | undefined>;
  readonly onDidChange: vscode.Event<void>;
}

/** What connected devices say and are asked. */
export interface Talk {
  readonly drafts: PayloadDrafts;
  /** Topics outside ThingsBoard's device API that were seen on a device's connection, the newest first. */
  seenTopics(propertiesPath: string): readonly string[];
  /** Server-side RPC requests that wait for a person's answer, the oldest first. */
  waiting(propertiesPath: string): readonly WaitingRequest[];
  /** Simulations and replays: one for each device at a time. */
  readonly runs: RunKeeper;
  /** What waits or runs is something else now. */
  readonly onDidChange: vscode.Event<void>;
}

/** The devices of the servers that somebody is signed in to, as far as they were asked for. */
export interface ServerDevices extends DeviceLists {
  readonly onDidChange: vscode.Event<void>;
}

/** How the devices stand on their active servers. */
export interface Comparisons {
  /** Undefined where it is not known, or nobody is signed in. */
  of(propertiesPath: string): ShownComparison | undefined;
  /** Asks again about one device, or about all. */
  refresh(propertiesPath?: string): void;
  readonly onDidChange: vscode.Event<void>;
}

/** The Local Test Server: at most one runs. */
export interface TestServerControl {
  /** Gives the running one where there is one already. */
  start(
    ports: Pick<TestServerRequest, "port" | "restPort">,
    signal: AbortSignal,
  ): Promise<Result<RunningTestServer, TestServerFailure>>;
  stop(): Promise<void>;
  running(): RunningTestServer | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** The server that is always there. */
export const localTestServerName = "Local Test Server";
