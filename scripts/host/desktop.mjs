// A desktop VS Code to test in: one that is on this machine, or one that is downloaded into the cache folder.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { cacheFolder } from "../setup/codeServer.mjs";
import {
  failedDownload,
  macApplicationOf,
  macProgramOf,
  missingExecutable,
  missingScreen,
  programOfCommand,
} from "./desktopLaunch.mjs";

/** The program itself, where a file is the application of macOS that has it, or the command `code`, or leads to one. */
function programOf(file) {
  const target = existsSync(file) ? realpathSync(file) : file;
  const application = process.platform === "darwin" ? macApplicationOf(target) : undefined;
  const plist = path.join(application ?? "", "Contents/Info.plist");
  const program =
    application !== undefined && existsSync(plist)
      ? macProgramOf(application, readFileSync(plist, "utf8"))
      : programOfCommand(target, process.platform);
  return program !== undefined && existsSync(program) ? program : file;
}

/** The program of a VS Code; an error that says what to do where there is none, or no screen for it. */
export async function desktopExecutable(version = "stable") {
  const noScreen = missingScreen({ platform: process.platform, env: process.env });
  if (noScreen !== undefined) {
    throw new Error(noScreen);
  }
  const named = process.env.VSCODE_EXECUTABLE_PATH;
  if (named !== undefined) {
    const program = programOf(named);
    if (!existsSync(program)) {
      throw new Error(missingExecutable(named));
    }
    return program;
  }
  try {
    return programOf(await downloadAndUnzipVSCode({ version, cachePath: path.join(cacheFolder, "desktop") }));
  } catch (error) {
    throw new Error(failedDownload(version, error.code ?? error.message), { cause: error });
  }
}
