export function runMochaInDesktop(options: {
  readonly executable: string;
  readonly testsModule: string;
  readonly vsix: string;
  readonly trusted: boolean;
  readonly timeoutMs: number;
  readonly prepare?: (workspace: string) => Readonly<Record<string, string>>;
}): Promise<{
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly { readonly title: string; readonly failure?: string }[];
}>;
