import assert from "node:assert/strict";
import * as vscode from "vscode";
import { deviceProblemTable } from "../../src/core/devices/deviceProblems";

/** What stands in a sound file, so that a test's own lines are all there is to find. */
export const sound = [
  "DOMAIN_SUFFIX=tb.example.org",
  "SUBJECT_ALTERNATIVE_NAMES=dns:tb.local",
  "ORGANIZATIONAL_UNIT=Metering",
  "ORGANIZATION=Example",
  "STATE_OR_PROVINCE=IDF",
  "SERVER_KEYSTORE_PASSWORD=ServerSecret7x",
  "SERVER_KEY_PASSWORD=ServerSecret7x",
  "SERVER_KEY_ALIAS=serveralias",
  "SERVER_FILE_PREFIX=server",
  "SERVER_KEY_ALG=EC",
  "SERVER_KEY_GROUP_NAME=secp256r1",
  "CLIENT_KEYSTORE_PASSWORD=ClientSecret7x",
  "CLIENT_KEY_PASSWORD=ClientSecret7x",
  "CLIENT_KEY_ALIAS=clientalias",
  "CLIENT_FILE_PREFIX=client",
  "CLIENT_KEY_ALG=EC",
  "",
].join("\n");
/** The rest of it, which tests change. */
export const place = "CITY=Paris\nTWO_LETTER_COUNTRY_CODE=FR\nCLIENT_KEY_GROUP_NAME=secp256r1\n";

/** A folder of the workspace that is a test's own. */
export function folderOf(name: string): vscode.Uri {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(root !== undefined);
  return vscode.Uri.joinPath(root, name);
}

/** Writes a file, in UTF-8 where it is text. */
export async function written(
  folder: vscode.Uri,
  name: string,
  content: string | Uint8Array,
): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, typeof content === "string" ? Buffer.from(content) : content);
  return uri;
}

/** A diagnostic in short: code, severity and where. */
function short({ code, severity, range }: vscode.Diagnostic): string {
  const value = typeof code === "object" ? String(code.value) : String(code);
  const { start, end } = range;
  return `${value} ${vscode.DiagnosticSeverity[severity]} ${start.line}:${start.character}-${end.line}:${end.character}`;
}

/** Whether a diagnostic is about a file together with what is around it. */
function isAboutDevice({ code }: vscode.Diagnostic): boolean {
  return typeof code === "object" && Object.hasOwn(deviceProblemTable, String(code.value));
}

/** Resolves when the diagnostics of a file by itself are as expected; says what they were when the time is over. */
export async function diagnosed(uri: vscode.Uri, ...expected: string[]): Promise<void> {
  await reached(() => diagnosticsAlone(uri).map(short), expected);
}

/** Resolves when the diagnostics of a file together with what is around it are as expected. */
export async function diagnosedAround(uri: vscode.Uri, ...expected: string[]): Promise<void> {
  await reached(() => diagnosticsAround(uri).map(short), expected);
}

function diagnosticsAlone(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => !isAboutDevice(diagnostic));
}

/** The diagnostics of a file that are about other files and about bundles. */
export function diagnosticsAround(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(isAboutDevice);
}

async function reached(shorts: () => string[], expected: readonly string[]): Promise<void> {
  const isReached = (): boolean => JSON.stringify(shorts()) === JSON.stringify(expected);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(finish, 20_000);
    const listening = vscode.languages.onDidChangeDiagnostics(() => {
      if (isReached()) {
        finish();
      }
    });
    function finish(): void {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    }
    if (isReached()) {
      finish();
    }
  });
  assert.deepEqual(shorts(), expected);
}
