import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as vscode from "vscode";

/** What VS Code itself reads grammars with. */
interface TextMate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: object) => {
    loadGrammar(scope: string): Promise<{
      tokenizeLine(
        line: string,
        state: unknown,
      ): {
        readonly ruleStack: unknown;
        readonly tokens: readonly {
          readonly startIndex: number;
          readonly endIndex: number;
          readonly scopes: string[];
        }[];
      };
    }>;
  };
  parseRawGrammar(text: string, name: string): unknown;
}
interface Oniguruma {
  loadWASM(bytes: ArrayBuffer): Promise<void>;
  readonly OnigScanner: new (patterns: string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
}

/** Reads lines with the packaged grammar, and gives the innermost scope of the first token with a text. */
export async function scopesOf(...lines: string[]): Promise<(text: string) => string> {
  const ofHost = createRequire(path.join(vscode.env.appRoot, "package.json"));
  const textMate = ofHost("vscode-textmate") as TextMate;
  const oniguruma = ofHost("vscode-oniguruma") as Oniguruma;
  const wasm = readFileSync(path.join(path.dirname(ofHost.resolve("vscode-oniguruma")), "onig.wasm"));
  await oniguruma.loadWASM(Uint8Array.from(wasm).buffer);
  const extension = vscode.extensions.getExtension("thingsboard-x509.thingsboard-x509")?.extensionPath ?? "";
  const file = path.join(extension, "languages/keygen-properties.tmLanguage.json");
  const registry = new textMate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textMate.parseRawGrammar(readFileSync(file, "utf8"), file)),
  });
  const grammar = await registry.loadGrammar("source.keygen-properties");
  const scopes = new Map<string, string>();
  let state = textMate.INITIAL;
  for (const line of lines) {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    for (const token of read.tokens) {
      const text = line.slice(token.startIndex, token.endIndex);
      const scope = token.scopes.findLast((name) => !name.startsWith("punctuation")) ?? "";
      scopes.set(text, scopes.get(text) ?? scope.replace(".keygen-properties", ""));
    }
  }
  return (text) => scopes.get(text) ?? "";
}
