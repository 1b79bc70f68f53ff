import * as l10n from "@vscode/l10n";
import * as path from "node:path";
import * as vscode from "vscode";
import { fail, ok, type Result } from "../core/result";
import type {
  RunningTestServer,
  TestServerFailure,
  TestServerReport,
  TestServerRequest,
} from "../flows/runTestServer";
import type { App, TestServerControl } from "./app";
import { showWithActions } from "./command";
import { testServerLines } from "./words/testServer";

interface Parts extends Pick<App, "world" | "storageFolder" | "output" | "log"> {
  /** Absolute path of the extension's folder for this workspace; undefined where no folder is open. */
  readonly workspaceStorageFolder: string | undefined;
}
type Started = Result<RunningTestServer, TestServerFailure>;
type Ports = Pick<TestServerRequest, "port" | "restPort">;

/** Makes the control of the Local Test Server, whose rules are loaded when it first starts. It stops when disposed. */
export function newTestServerControl(parts: Parts): TestServerControl & vscode.Disposable {
  const control = new Control(parts);
  return Object.assign(vscode.Disposable.from(control), {
    start: (ports: Ports, signal: AbortSignal) => control.start(ports, signal),
    stop: () => control.stop(),
    running: () => control.running(),
    onDidChange: control.onDidChange,
  });
}

/** The folder of the Local Test Server's own files. */
export function testServerFolder(storageFolder: string): string {
  return path.join(storageFolder, "local-test-server");
}

/** A start that is under way. */
interface Starting {
  readonly outcome: Promise<Started>;
  readonly abort: AbortController;
}

class Control {
  readonly #parts: Parts;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;
  #running: RunningTestServer | undefined;
  #starting: Starting | undefined;
  #stopping: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  running(): RunningTestServer | undefined {
    return this.#running;
  }

  /** Whoever asks while it starts gets the same answer; whoever gives up ends the start for all. */
  async start(ports: Ports, signal: AbortSignal): Promise<Started> {
    await this.#stopping;
    if (this.#running !== undefined) {
      return ok(this.#running);
    }
    this.#starting ??= this.#begin(ports);
    const { outcome, abort } = this.#starting;
    const giveUp = (): void => {
      abort.abort();
    };
    signal.addEventListener("abort", giveUp);
    const started = await outcome;
    signal.removeEventListener("abort", giveUp);
    return started;
  }

  async stop(): Promise<void> {
    this.#starting?.abort.abort();
    await this.#starting?.outcome;
    const server = this.#running;
    if (server === undefined) {
      return this.#stopping;
    }
    this.#stopping = server.stop();
    this.#became(undefined);
    await this.#stopping;
  }

  dispose(): void {
    this.#starting?.abort.abort();
    void this.#running?.stop().catch((error: unknown) => {
      this.#parts.log.error("test server:", String(error));
    });
    this.#running = undefined;
    this.#changes.dispose();
  }

  #begin(ports: Ports): Starting {
    const abort = new AbortController();
    const outcome = this.#started(ports, abort.signal).finally(() => {
      this.#starting = undefined;
    });
    return { outcome, abort };
  }

  async #started(ports: Ports, signal: AbortSignal): Promise<Started> {
    const { world, storageFolder, workspaceStorageFolder } = this.#parts;
    const { startTestServer } = await import("../flows/runTestServer");
    const folder = testServerFolder(storageFolder);
    const observe = (report: TestServerReport): void => {
      this.#observed(report);
    };
    const registryFolder = testServerFolder(workspaceStorageFolder ?? storageFolder);
    const started = await startTestServer({ folder, registryFolder, ...ports }, world, observe, signal);
    if (!started.ok) {
      return started;
    }
    if (signal.aborted) {
      await started.value.stop();
      return fail({ code: "cancelled" });
    }
    this.#became(started.value);
    this.#tellDamage(started.value);
    return started;
  }

  #became(running: RunningTestServer | undefined): void {
    this.#running = running;
    const isRunning = running !== undefined;
    void vscode.commands.executeCommand("setContext", "thingsboardX509.testServerRunning", isRunning);
    this.#changes.fire();
  }

  #observed(report: TestServerReport): void {
    const { output } = this.#parts;
    output.append(testServerLines(report, -new Date(report.atMs).getTimezoneOffset()));
    if (report.kind !== "received" && report.kind !== "sent") {
      this.#changes.fire();
    }
  }

  #tellDamage({ damagedRegistry }: RunningTestServer): void {
    if (damagedRegistry === undefined) {
      return;
    }
    const message = l10n.t(
      "The Local Test Server could not read all of its devices of last time. A copy of the file is kept; register the missing devices again.",
    );
    const open = {
      title: l10n.t("Open the Copy"),
      command: "thingsboardX509.openAt",
      args: [damagedRegistry],
    };
    this.#parts.log.warn(`${message} ${damagedRegistry}`);
    void showWithActions("warning", message, [open]);
  }
}
