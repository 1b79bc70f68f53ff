// A person's journeys in a window, one file after the other: each has a VS Code and a Chromium of its own.
import { runNodeSuite } from "../nodeSuite.mjs";

/** Runs what matches `parts` of test/ui against a package; gives `{ passed, failed }`. */
export function runUiSuite(vsix, parts = [], timeoutMs = 900_000) {
  const env = { THINGSBOARD_X509_VSIX: vsix };
  return runNodeSuite("ui", { parts, env, oneByOne: true, timeoutMs });
}
