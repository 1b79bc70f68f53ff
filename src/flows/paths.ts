/** Gives the separator of an absolute path's own system: a drive letter or a leading backslash means Windows. */
function separatorOf(path: string): string {
  return /^(?:[A-Za-z]:[\\/]|\\)/.test(path) && !path.startsWith("/") ? "\\" : "/";
}

/** Puts a name behind a folder, with the folder's own kind of separator. */
export function join(folder: string, name: string): string {
  return /[\\/]$/.test(folder) ? folder + name : folder + separatorOf(folder) + name;
}

/** Gives the folder of an absolute path, without a separator at its end unless it is a root. */
export function folderOf(path: string): string {
  const end = lastSeparator(path);
  const folder = path.slice(0, Math.max(end, 0));
  return folder === "" || /^[A-Za-z]:$/.test(folder) ? path.slice(0, end + 1) : folder;
}

/** Gives the last part of an absolute path. */
export function nameOf(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

/** A backslash separates on Windows alone; elsewhere it may be part of a name. */
function lastSeparator(path: string): number {
  const slash = path.lastIndexOf("/");
  return separatorOf(path) === "/" ? slash : Math.max(slash, path.lastIndexOf("\\"));
}
