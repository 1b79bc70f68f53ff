import assert from "node:assert/strict";
import path from "node:path";
import { requireTool } from "../../support/tools";
import { runTool, type Outcome } from "../bundleRig";
import type { MatrixBundles } from "./bundles";
import type { Jvm } from "./jvm";

/** A program that reads what the product writes: a column of the matrix. */
export interface Reader {
  /** The head of its column. */
  readonly name: string;
  /** What a tick in its column says. */
  readonly proves: string;
  /** Makes it ready for all rows. */
  readonly open: (shared: Shared) => Promise<OpenReader>;
}

/** A reader that is ready. */
export interface OpenReader {
  /** Reads the bundles of one row; what it does not take is an assertion that fails. */
  readonly read: (bundles: MatrixBundles) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What all readers share. */
export interface Shared {
  readonly folder: string;
  readonly jvm: Jvm;
}

/** A reader that starts its programs anew for each row. */
export function eachRow(read: OpenReader["read"]): Reader["open"] {
  return () => Promise.resolve({ read, close: () => Promise.resolve() });
}

/** Runs a tool that must end well; gives what it printed. */
export async function must(tool: string, args: readonly string[], input = ""): Promise<string> {
  const { status, output } = await runTool(tool, args, input);
  assert.equal(status, 0, `${tool} ${args.join(" ")}\n${output}`);
  return output;
}

/** Runs a tool that must refuse. */
export async function mustRefuse(tool: string, args: readonly string[]): Promise<Outcome> {
  const outcome = await runTool(tool, args);
  assert.notEqual(outcome.status, 0, `${tool} ${args.join(" ")}\n${outcome.output}`);
  return outcome;
}

/** Compiles a C program of this folder, with every warning an error; gives its path. */
export async function compiled(name: string, folder: string, libraries: readonly string[]): Promise<string> {
  requireTool("gcc");
  const program = path.join(folder, name);
  const source = `test/interop/matrix/${name}.c`;
  const strict = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror"];
  await must("gcc", [...strict, source, "-o", program, ...libraries.map((library) => `-l${library}`)]);
  return program;
}
