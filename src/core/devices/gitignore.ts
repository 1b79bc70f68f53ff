import { privateNamesOf } from "../keystore/bundleNames";
import type { PrivateFiles } from "./trackedKeys";

/** One rule for git, and what it is for. */
export interface IgnoreRule {
  readonly pattern: string;
  /** What the pattern takes with it that is no secret. */
  readonly exceptions: readonly string[];
  readonly covers: RegExp;
}

/** How the names of a bundle's PEM files end that hold no key. */
const publicEndings = [".pub.pem", ".chain.pem", ".ca.pem"];

/** Which files beside a properties file are private; patterns as in gitignore(5), for the folder and those below it. */
export const ignoreRules: readonly IgnoreRule[] = [
  { pattern: "*.jks", exceptions: [], covers: /\.jks$/ },
  { pattern: "*.p12", exceptions: [], covers: /\.p12$/ },
  { pattern: "*.pem", exceptions: publicEndings.map((ending) => `!*${ending}`), covers: /^[^/]*\.pem$/ },
  { pattern: "backup/", exceptions: [], covers: /^backup\// },
];

/** The line before the rules, which tells where they come from. */
const comment = "# Private keys of ThingsBoard devices";

/** Tells whether a file beside a properties file may hold a private key by its name. */
export function isPrivateName(name: string): boolean {
  return rulesFor([name]).length > 0 && !publicEndings.some((ending) => name.endsWith(ending));
}

/** Gives the paths that tell which rules are missing where git does not ignore them. */
export function ignoreProbesOf({ client = "client", server = "server" }: PrivateFiles): readonly string[] {
  return [
    ...privateNamesOf("client", client),
    ...privateNamesOf("server", server),
    `backup/${client}-20260102T030405Z/${client}.pub.pem`,
  ];
}

/** Gives the rules that have git ignore these paths. */
export function rulesFor(paths: readonly string[]): readonly IgnoreRule[] {
  return ignoreRules.filter(({ covers }) => paths.some((path) => covers.test(path)));
}

/**
 * Adds rules to the text of a `.gitignore` file and gives the lines of patterns that were added; every other character
 * stays. The text may be any bytes as Latin-1. Lines end as the text's first one does.
 *
 * A pattern that stands there already is left out, unless a rule after it takes something back (`!`): in git the last
 * line that matches decides.
 */
export function withIgnored(
  text: string,
  rules: readonly IgnoreRule[],
): { readonly text: string; readonly added: readonly string[] } {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(?<![ \t])[ \t]+$/, ""));
  const added = rules
    .filter((rule) => !isThere(rule, lines))
    .flatMap(({ pattern, exceptions }) => [pattern, ...exceptions]);
  if (added.length === 0) {
    return { text, added };
  }
  const end = /\r?\n/.exec(text)?.[0] ?? "\n";
  const start = text === "" || text.endsWith("\n") ? text : text + end;
  const heading = lines.includes(comment) ? [] : [comment];
  const gap = start === "" || heading.length === 0 ? "" : end;
  return { text: start + gap + [...heading, ...added].map((line) => line + end).join(""), added };
}

function isThere({ pattern }: IgnoreRule, lines: readonly string[]): boolean {
  const own = ignoreRules.flatMap(({ exceptions }) => exceptions);
  const at = lines.lastIndexOf(pattern);
  return at >= 0 && lines.slice(at + 1).every((line) => !line.startsWith("!") || own.includes(line));
}
