import * as vscode from "vscode";

/** Most work is done sooner, and a notification that flashes tells nobody anything. */
const silentMs = 500;

/**
 * Does work that a person may cancel. What takes longer than a moment shows its progress, with a Cancel button where it
 * is a notification: that aborts the signal, and what then comes out is the work's own answer.
 */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
  location = vscode.ProgressLocation.Notification,
): Promise<T> {
  const controller = new AbortController();
  const working = work(controller.signal);
  if (await isSoonDone(working)) {
    return working;
  }
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
    const cancelling = token.onCancellationRequested(() => {
      controller.abort();
    });
    try {
      return await working;
    } finally {
      cancelling.dispose();
    }
  });
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
