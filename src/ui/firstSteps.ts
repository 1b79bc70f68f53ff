import * as vscode from "vscode";
import type { App } from "./app";
import { bugText } from "./bug";

type Parts = Pick<App, "devices" | "sessions">;

/** The walkthrough's id in package.json. */
const walkthrough = "twoWayTls";

/** Steps of the walkthrough, by the context keys that package.json names, and which of them are done. */
interface FirstSteps {
  readonly hasDevice: boolean;
  readonly hasClientCert: boolean;
  readonly hasConnected: boolean;
}

const nothingDone: FirstSteps = { hasDevice: false, hasClientCert: false, hasConnected: false };

/** Tells the walkthrough which of its steps are done, as files and connections come and go, until all are: VS Code keeps them. */
export function registerFirstSteps({ devices, sessions, log }: Parts & Pick<App, "log">): vscode.Disposable {
  let told = nothingDone;
  const subscriptions: vscode.Disposable[] = [];
  const stop = (): void => {
    subscriptions.splice(0).forEach((subscription) => void subscription.dispose());
  };
  const look = (): void => {
    stepsDone({ devices, sessions })
      .then(async (now) => {
        const isNews = JSON.stringify(now) !== JSON.stringify(told);
        told = now;
        await (isNews ? tell(now) : undefined);
        if (Object.values(now).every(Boolean)) {
          stop();
        }
      })
      .catch((error: unknown) => {
        log.error("first steps:", bugText(error));
      });
  };
  subscriptions.push(devices.onDidChange(look), sessions.onDidChange(look));
  return new vscode.Disposable(stop);
}

/**
 * Opens the walkthrough. VS Code marks a step when its context key becomes true, and not where it is already true when the
 * first walkthrough of a window opens: so the keys become true again.
 */
export async function openWalkthrough(app: Parts & Pick<App, "extensionFolder">): Promise<void> {
  const own = vscode.extensions.all.find(({ extensionPath }) => extensionPath === app.extensionFolder);
  await tell(nothingDone);
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${own?.id ?? ""}#${walkthrough}`);
  await tell(await stepsDone(app));
}

async function stepsDone({ devices, sessions }: Parts): Promise<FirstSteps> {
  const known = await devices.known();
  return {
    hasDevice: known.length > 0,
    hasClientCert: known.some(({ client }) => client.certificate !== undefined),
    hasConnected: known.some(({ propertiesPath }) => {
      const report = sessions.lastReport(propertiesPath);
      return report !== undefined && report.diagnosis === undefined;
    }),
  };
}

async function tell(steps: FirstSteps): Promise<void> {
  await Promise.all(
    Object.entries(steps).map(([step, isDone]) =>
      vscode.commands.executeCommand("setContext", `thingsboardX509.${step}`, isDone),
    ),
  );
}
