import { readFileSync } from "node:fs";
import path from "node:path";

interface Property {
  readonly default: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
}

interface Command {
  readonly command: string;
  readonly title: string;
}

interface TaskDefinition {
  readonly type: string;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Pick<Property, "enum">>>;
}

interface ProblemMatcher {
  readonly name: string;
  readonly pattern: { readonly regexp: string };
}

interface Manifest {
  readonly version: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly taskDefinitions: readonly TaskDefinition[];
    readonly problemMatchers: readonly ProblemMatcher[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

/** Reads what the extension declares, in English. */
export function manifest(): Manifest {
  const inEnglish = JSON.parse(
    readFileSync(path.join(process.cwd(), "package.nls.json"), "utf8"),
  ) as Readonly<Record<string, string>>;
  const text = readFileSync(path.join(process.cwd(), "package.json"), "utf8");
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string"
      ? value.replace(/^%(.+)%$/, (whole, key: string) => inEnglish[key] ?? whole)
      : value,
  ) as Manifest;
}

/** The table of settings for the README, one list item each: descriptions are too long for cells. */
export function settingsDoc(): string {
  const { properties } = manifest().contributes.configuration;
  return Object.entries(properties)
    .map(
      ([name, property]) =>
        `- \`${name}\` (default \`${JSON.stringify(property.default)}\`): ${textOf(property)}`,
    )
    .join("\n");
}

function textOf({ description, markdownDescription, ...rest }: Property): string {
  const values = (rest.enum ?? []).map(
    (value, index) => `\`${String(value)}\` ${rest.enumDescriptions?.[index] ?? ""}`,
  );
  const choice = values.length === 0 ? "" : ` One of ${values.join(", ")}.`;
  return `${description ?? markdownDescription ?? ""}${choice}`;
}
