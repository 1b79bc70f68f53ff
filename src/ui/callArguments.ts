import type { Uri } from "vscode";

/** What an argument says about a file or folder: nothing, an absolute path, something that is none. */
export type PathArgument =
  | { readonly kind: "none" }
  | { readonly kind: "path"; readonly path: string }
  /** It is somewhere that is no disk, such as an unsaved editor or a virtual workspace. */
  | { readonly kind: "not-on-disk"; readonly name: string }
  | { readonly kind: "invalid" };

/** Reads an argument that means a file or folder: an absolute path, a `Uri`, or a tree node with `propertiesPath`. */
export function pathArgument(value: unknown): PathArgument {
  if (value === undefined || value === null) {
    return { kind: "none" };
  }
  if (typeof value === "string") {
    return isAbsolutePath(value) ? { kind: "path", path: value } : { kind: "invalid" };
  }
  if (isUri(value)) {
    return value.scheme === "file"
      ? { kind: "path", path: value.fsPath }
      : { kind: "not-on-disk", name: value.path.split("/").at(-1) ?? "" };
  }
  const { propertiesPath } = optionsArgument(value);
  return typeof propertiesPath === "string" && isAbsolutePath(propertiesPath)
    ? { kind: "path", path: propertiesPath }
    : { kind: "invalid" };
}

/** Reads an argument that holds named options; anything else has none: a menu passes lists and contexts of its own. */
export function optionsArgument(value: unknown): Readonly<Partial<Record<string, unknown>>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** Reads an option that is on or off; undefined where it is neither. */
export function booleanOption(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** Tells whether a file name is a properties file's: `keygen.properties` or `*.keygen.properties`. */
export function isPropertiesName(name: string): boolean {
  return /(^|\.)keygen\.properties$/.test(name);
}

function isAbsolutePath(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path) && !path.includes("\0");
}

/** By its shape: another extension's `Uri` may be of another class. */
function isUri(value: unknown): value is Uri {
  const { scheme, fsPath, path } = optionsArgument(value);
  return typeof scheme === "string" && typeof fsPath === "string" && typeof path === "string";
}
