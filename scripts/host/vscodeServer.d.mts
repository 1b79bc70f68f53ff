import type { Witness } from "../secrets/witness.mjs";

/** A VS Code server that runs. */
export interface VscodeServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** Absolute path; `user-data/logs` in it holds the output channels. */
  readonly dataFolder: string;
  /** What the server printed. */
  readonly log: () => string;
  keepLogs(target: string): void;
  stop(): Promise<void>;
}

export function temporaryFolder(name: string): string;

export function startServer(options: {
  readonly vsix: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trusted?: boolean;
  readonly smokeTest?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly witness?: Witness;
  readonly vscode?: string;
}): Promise<VscodeServer>;
