import * as vscode from "vscode";
import type { App } from "./app";
import { bugText } from "./bug";

/** Steps of the walkthrough that are done once something is there, by the context keys that package.json names. */
type Step = "hasDevice" | "hasClientCert" | "hasConnected";

/** Tells the walkthrough which of its steps are done: what was done once stays done. */
export function registerFirstSteps({
  devices,
  sessions,
  log,
}: Pick<App, "devices" | "sessions" | "log">): vscode.Disposable {
  const told = new Set<Step>();
  const tell = (step: Step, isDone: boolean): void => {
    if (isDone && !told.has(step)) {
      told.add(step);
      void vscode.commands.executeCommand("setContext", `thingsboardX509.${step}`, true);
    }
  };
  const look = async (): Promise<void> => {
    const known = await devices.known();
    tell("hasDevice", known.length > 0);
    tell(
      "hasClientCert",
      known.some(({ client }) => client.certificate !== undefined),
    );
  };
  return vscode.Disposable.from(
    devices.onDidChange(() => {
      look().catch((error: unknown) => {
        log.error("first steps:", bugText(error));
      });
    }),
    sessions.onDidChange(() => {
      tell("hasConnected", sessions.connected().length > 0);
    }),
  );
}
