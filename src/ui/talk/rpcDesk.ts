import * as vscode from "vscode";
import type { SessionEvent } from "../../core/connection/events";
import {
  emptyInbox,
  waitingOf,
  withRequest,
  withoutDevice,
  withoutRequest,
  type WaitingRequest,
} from "../../core/talk/rpcInbox";
import { rpcRequestOf } from "../../core/talk/rpcRequest";
import type { App } from "../app";
import { bugText } from "../bug";
import type { Answering } from "./rpcAnswering";

type Parts = Pick<App, "sessions" | "devices" | "world" | "log">;

/** Takes the server-side RPC requests of all devices: rules answer them, or they wait for a person. */
export class RpcDesk {
  readonly #parts: Parts;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;
  readonly #subscriptions: vscode.Disposable;
  /** What answers is loaded with the first request. */
  #answering: Promise<Answering> | undefined;
  #inbox = emptyInbox;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#subscriptions = vscode.Disposable.from(
      this.#changes,
      parts.sessions.onDidChange(() => {
        this.#forgetEnded();
      }),
    );
  }

  /** The requests of a device that wait for a person, the oldest first. */
  waiting(propertiesPath: string): readonly WaitingRequest[] {
    return waitingOf(this.#inbox, propertiesPath);
  }

  /** Takes what happened on a device's connection into account. */
  take(propertiesPath: string, event: SessionEvent): void {
    if (event.kind === "received") {
      const request = rpcRequestOf(event.topic, event.payload);
      if (request !== undefined) {
        this.#handle(propertiesPath, { ...request, atMs: event.atMs }).catch((error: unknown) => {
          this.#parts.log.error("RPC request:", bugText(error));
        });
      }
    } else if (event.kind === "published") {
      const answered = this.waiting(propertiesPath).find(({ replyTopic }) => replyTopic === event.topic);
      if (answered !== undefined) {
        this.#became(withoutRequest(this.#inbox, propertiesPath, answered.requestId));
      }
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** A request that no rule answered waits. */
  async #handle(propertiesPath: string, request: WaitingRequest): Promise<void> {
    this.#answering ??= import("./rpcAnswering").then(({ newAnswering }) =>
      newAnswering(this.#parts, (path) => this.waiting(path)),
    );
    const answering = await this.#answering;
    if ((await answering.answer(propertiesPath, request)) === "waits") {
      this.#became(withRequest(this.#inbox, propertiesPath, request));
      await answering.tell(propertiesPath);
    }
  }

  #forgetEnded(): void {
    const ended = [...this.#inbox.keys()].filter((path) => this.#parts.sessions.livenessOf(path) === "none");
    if (ended.length > 0) {
      this.#became(ended.reduce(withoutDevice, this.#inbox));
    }
  }

  #became(inbox: typeof emptyInbox): void {
    this.#inbox = inbox;
    this.#changes.fire();
  }
}
