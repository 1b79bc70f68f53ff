import * as path from "node:path";
import * as vscode from "vscode";
import type { App } from "../app";

/** Where the codes of findings lead to. */
export interface CodeLinks {
  /** Resolves when the lines of the entries are known; until then a link leads to the file. */
  readonly ready: Promise<void>;
  readonly linkOf: (code: string) => vscode.Uri;
}

/** Leads each code to its entry in docs/diagnostics.md. */
export function newCodeLinks({ world, extensionFolder }: Pick<App, "world" | "extensionFolder">): CodeLinks {
  const docs = path.join(extensionFolder, "docs", "diagnostics.md");
  /** The line of a code's entry, from 1. */
  let lineOf: ReadonlyMap<string, number> = new Map();
  const read = async (): Promise<void> => {
    const bytes = await world.files.read(docs);
    const lines = bytes.ok ? new TextDecoder().decode(bytes.value).split(/\r?\n/) : [];
    lineOf = new Map(
      lines.flatMap((line, index) => (line.startsWith("## ") ? [[line.slice(3), index + 1] as const] : [])),
    );
  };
  return {
    ready: read(),
    // VS Code opens a file at the line that a link names; a link to a heading it does not follow.
    linkOf: (code) => {
      const line = lineOf.get(code);
      return line === undefined
        ? vscode.Uri.file(docs)
        : vscode.Uri.file(docs).with({ fragment: `L${line}` });
    },
  };
}
