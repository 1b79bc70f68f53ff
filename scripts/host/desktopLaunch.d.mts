/** Where one run keeps its data. */
export interface RunFolders {
  readonly userData: string;
  readonly extensions: string;
  readonly resultFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function foldersOf(data: string): RunFolders;
export function installArguments(folders: RunFolders, vsix: string): string[];
export function launchArguments(options: {
  readonly folders: RunFolders;
  readonly workspace: string;
  readonly testsModule: string;
  readonly testExtension: string;
  readonly trusted: boolean;
}): string[];
export function launchEnvironment(
  inherited: Environment,
  folders: RunFolders,
  more?: Environment,
): Environment;
export function commandOf(
  program: string,
  args: readonly string[],
  platform: string,
): { readonly command: string; readonly args: readonly string[]; readonly shell: boolean };
export function macApplicationOf(file: string): string | undefined;
export function macProgramOf(application: string, plist: string): string | undefined;
export function programOfCommand(file: string, platform: string): string | undefined;
export function outcomeOf(end: {
  readonly resultText: string | undefined;
  readonly status: number;
  readonly timedOut: boolean;
  readonly timeoutMs: number;
}): { readonly passed: number; readonly failed: number; readonly tests: readonly unknown[] };
export function missingScreen(where: {
  readonly platform: string;
  readonly env: Environment;
}): string | undefined;
export function missingExecutable(file: string): string;
export function missingDesktop(platform: string): string | undefined;
export function failedDownload(version: string, reason: string): string;
