// The desktop VS Code of the person who runs `npm start`.
import { must, root } from "../run.mjs";
import { findTool } from "../setup/debianPackages.mjs";
import { commandOf } from "./desktopLaunch.mjs";

/** VS Code's command. */
const name = process.platform === "win32" ? "code.cmd" : "code";

/** Whether a window can be shown: in a container or over ssh, `code` may be there without a screen. */
function hasScreen() {
  return (
    process.platform !== "linux" ||
    process.env.DISPLAY !== undefined ||
    process.env.WAYLAND_DISPLAY !== undefined
  );
}

/** The path of `code`; undefined without one, without a screen, and in a remote window's terminal. */
export function findDesktop() {
  return hasScreen() && process.env.VSCODE_IPC_HOOK_CLI === undefined ? findTool(name) : undefined;
}

/** Opens a folder in a new window that runs the extension from this checkout. */
export async function startDesktop(code, folder) {
  const wanted = [`--extensionDevelopmentPath=${root}`, "--new-window", folder];
  const { command, args, shell } = commandOf(code, wanted, process.platform);
  await must(command, args, { shell });
}
