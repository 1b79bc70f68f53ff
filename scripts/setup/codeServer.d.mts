export function ensureCodeServer(name?: string): Promise<{ readonly vscode: string }>;
