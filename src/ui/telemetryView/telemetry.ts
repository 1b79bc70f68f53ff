import * as vscode from "vscode";
import { deviceNameOf } from "../../core/devices/names";
import { charted, emptyChart } from "../../core/talk/series";
import { wallTime } from "../../core/stream/wallTime";
import type { App } from "../app";
import { bugText } from "../bug";
import { textLanguage } from "../textLanguage";
import { optionsArgument } from "../callArguments";
import { telemetryPage } from "./page";
import { pictureOf } from "./picture";

/** What the opened view needs. */
export type TelemetryParts = Pick<App, "sessions" | "devices" | "world" | "log" | "extensionFolder">;

/** A person sees no more pictures than that in a second, milliseconds between two. */
const betweenMs = 250;

/** Fills the view, and draws what goes over the connections from then on. */
export function openTelemetry(view: vscode.WebviewView, parts: TelemetryParts): vscode.Disposable {
  const { sessions, log } = parts;
  let chart = emptyChart;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = async (): Promise<void> => {
    timer = undefined;
    if (view.visible) {
      const nameOf = await namesOf(parts);
      await view.webview.postMessage({ kind: "draw", picture: pictureOf(chart, { nameOf, timeText }) });
    }
  };
  const drawSoon = (): void => {
    timer ??= setTimeout(() => {
      draw().catch((error: unknown) => {
        log.error("telemetry view:", bugText(error));
      });
    }, betweenMs);
  };
  const subscriptions = vscode.Disposable.from(
    sessions.onEvent(({ propertiesPath, event }) => {
      const before = chart;
      chart = charted(chart, propertiesPath, event);
      if (chart !== before) {
        drawSoon();
      }
    }),
    view.webview.onDidReceiveMessage((message: unknown) => {
      const { kind } = optionsArgument(message);
      chart = kind === "clear" ? emptyChart : chart;
      if (kind === "clear" || kind === "ready") {
        drawSoon();
      }
    }),
    view.onDidChangeVisibility(drawSoon),
    new vscode.Disposable(() => {
      clearTimeout(timer);
    }),
  );
  view.onDidDispose(() => void subscriptions.dispose());
  fill(view.webview, parts);
  return subscriptions;
}

function fill(webview: vscode.Webview, { world, extensionFolder }: TelemetryParts): void {
  const media = vscode.Uri.joinPath(vscode.Uri.file(extensionFolder), "media");
  const fileOf = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  webview.html = telemetryPage({
    cspSource: webview.cspSource,
    language: textLanguage(),
    styleUri: fileOf("telemetry.css"),
    scriptUri: fileOf("telemetry.js"),
    nonce: Buffer.from(world.entropy.bytes(16)).toString("hex"),
  });
}

function timeText(atMs: number): string {
  const isTime = Math.abs(atMs) < 8.64e15;
  return isTime ? wallTime(atMs, -new Date(atMs).getTimezoneOffset()).slice(0, 8) : String(atMs);
}

/** What the trees call the devices. */
async function namesOf({ devices, log }: TelemetryParts): Promise<(propertiesPath: string) => string> {
  await devices.all().catch((error: unknown) => {
    log.error("telemetry view:", bugText(error));
  });
  const names = devices.names();
  return (path) => names.get(path) ?? deviceNameOf(path, undefined);
}
