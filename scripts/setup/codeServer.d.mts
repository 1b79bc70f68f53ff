export function ensureCodeServer(): Promise<{ readonly vscode: string }>;
