// A desktop VS Code to test in: one that is on this machine, or one that is downloaded into the cache folder.
import { existsSync } from "node:fs";
import path from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { cacheFolder } from "../setup/codeServer.mjs";
import { failedDownload, missingExecutable, missingScreen } from "./desktopLaunch.mjs";

/** The program of a VS Code; an error that says what to do where there is none, or no screen for it. */
export async function desktopExecutable(version = "stable") {
  const noScreen = missingScreen({ platform: process.platform, env: process.env });
  if (noScreen !== undefined) {
    throw new Error(noScreen);
  }
  const named = process.env.VSCODE_EXECUTABLE_PATH;
  if (named !== undefined) {
    if (!existsSync(named)) {
      throw new Error(missingExecutable(named));
    }
    return named;
  }
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(cacheFolder, "desktop") });
  } catch (error) {
    throw new Error(failedDownload(version, error.code ?? error.message), { cause: error });
  }
}
