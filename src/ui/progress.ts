import * as vscode from "vscode";
import { unlinked } from "./words/unlinked";

/** Most work is done sooner, and a notification that flashes tells nobody anything. */
const silentMs = 500;

/**
 * Does work that a person may cancel. What takes longer than a moment shows its progress, with a Cancel button where it
 * is a notification: that aborts the signal, and what then comes out is the work's own answer. What the work tells is shown
 * behind the title.
 */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, tell: (message: string) => void) => Promise<T>,
  location = vscode.ProgressLocation.Notification,
): Promise<T> {
  const controller = new AbortController();
  let told = "";
  let show = (message: string): void => {
    told = message;
  };
  const working = work(controller.signal, (message) => {
    show(message);
  });
  if (await isSoonDone(working)) {
    return working;
  }
  return vscode.window.withProgress(
    { location, title: unlinked(title), cancellable: true },
    async (progress, token) => {
      show = (message): void => {
        progress.report({ message: unlinked(message) });
      };
      show(told);
      const cancelling = token.onCancellationRequested(() => {
        controller.abort();
      });
      try {
        return await working;
      } finally {
        cancelling.dispose();
      }
    },
  );
}

/** Work that fails is done too: whoever awaits it hears of that. */
function isSoonDone(work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, silentMs, false);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
