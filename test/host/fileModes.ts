import { statSync } from "node:fs";

/** Who may read and write a file, in octal. */
export function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

/** What Node says of a file that was made with a mode: Windows has none, and every file that may be written is 666. */
export function modeHere(mode: "600" | "644"): string {
  return process.platform === "win32" ? "666" : mode;
}
