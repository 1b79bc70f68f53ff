import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { namesOfThings, notRead } from "./notTranslated";

/** A text of the source that a person reads, or its place in `l10n.t(…)`. */
interface Found {
  /** Below src/, with its line. */
  readonly place: string;
  readonly text: string;
}

/** What the sources say to people. */
export interface Sentences {
  /** The keys of `l10n.t("…")`, without doubles, in order. */
  readonly keys: readonly string[];
  /** Calls of `l10n.t` whose first argument is no plain text: nobody could translate them. */
  readonly unreadable: readonly Found[];
  /** Texts that a person reads and that never come through `l10n.t`. */
  readonly untranslated: readonly Found[];
  /** Clauses that are put behind others, where each language would have to take them in English word order. */
  readonly fragments: readonly Found[];
  /** How many things there are, put into a sentence as a program writes it and not as its language does. */
  readonly rawCounts: readonly Found[];
}

const sourceRoot = path.join(process.cwd(), "src");

/** Reads all sentences of src/ui. */
export function sentencesOfSource(): Sentences {
  const files = readdirSync(path.join(sourceRoot, "ui"), { recursive: true })
    .map((name) => `ui/${String(name).split(path.sep).join("/")}`)
    .filter((name) => name.endsWith(".ts"))
    .sort();
  const found = files.map((file) => sentencesOf(file, readFileSync(path.join(sourceRoot, file), "utf8")));
  return {
    keys: [...new Set(found.flatMap(({ keys }) => keys))].sort(),
    unreadable: found.flatMap(({ unreadable }) => unreadable),
    untranslated: found.flatMap(({ untranslated }) => untranslated),
    fragments: found.flatMap(({ fragments }) => fragments),
    rawCounts: found.flatMap(({ rawCounts }) => rawCounts),
  };
}

/** Reads the sentences of one file. */
export function sentencesOf(file: string, text: string): Sentences {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const keys: string[] = [];
  const unreadable: Found[] = [];
  const untranslated: Found[] = [];
  const fragments: Found[] = [];
  const rawCounts: Found[] = [];
  const placeOf = (node: ts.Node): string =>
    `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (isLookUp(node)) {
      const [first, facts] = node.arguments;
      rawCounts.push(...countsIn(facts).map((count) => ({ place: placeOf(node), text: count.getText() })));
      if (first !== undefined && ts.isStringLiteralLike(first)) {
        keys.push(first.text);
        if (isFragment(first.text, node)) {
          fragments.push({ place: placeOf(node), text: first.text });
        }
      } else {
        unreadable.push({ place: placeOf(node), text: node.getText() });
      }
    }
    const literal = literalText(node);
    if (literal !== undefined && isForPeople(literal) && !isCode(node)) {
      untranslated.push({ place: placeOf(node), text: literal });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { keys, unreadable, untranslated, fragments, rawCounts };
}

/**
 * Whether a text only makes sense behind another: it begins with a comma, a colon or a semicolon, or is added behind a blank
 * and is neither a sentence, nor a parenthesis, nor a number.
 */
function isFragment(text: string, { parent }: ts.CallExpression): boolean {
  if (/^[,;:]/.test(text)) {
    return true;
  }
  const isAdded = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken;
  const isTail =
    ts.isTemplateSpan(parent) && parent.parent.templateSpans[0] === parent && parent.parent.head.text === " ";
  return isAdded || (isTail && !/^[\p{Lu}({]/u.test(text));
}

/** The facts of a sentence that are lengths of lists as they are. */
function countsIn(facts: ts.Expression | undefined): readonly ts.Node[] {
  return facts === undefined || !ts.isObjectLiteralExpression(facts)
    ? []
    : facts.properties.filter(
        (fact) => ts.isPropertyAssignment(fact) && /\.(length|size)\b[^)]*$/.test(fact.initializer.getText()),
      );
}

function isLookUp(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === "l10n.t";
}

/** The text of a literal, `{}` for each expression in it. */
function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map((span) => `{}${span.literal.text}`).join("")
    : undefined;
}

/** Whether a text reads as one for people: several words, or one that begins as a title does. Tags of HTML do not count. */
function isForPeople(text: string): boolean {
  const words = text.replace(/<[^>]*>/g, " ").replace(/\$\([\w~-]+\)/g, "");
  const letters = words.replaceAll("{}", "");
  if (!/[a-z]{2}/.test(letters) || namesOfThings.has(text.trim()) || notRead.some((row) => row.test(text))) {
    return false;
  }
  return /[A-Za-z]\S*\s+\S|\S\s+[a-z]{2}/.test(words.trim()) || /^[A-Z][a-z]+[….:]?$/.test(letters.trim());
}

/** What is compared, looked up, logged or named by code, and what `l10n.t` has already. */
function isCode(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isLiteralTypeNode(parent) || ts.isImportDeclaration(parent) || ts.isCaseClause(parent)) {
    return true;
  }
  if (ts.isBinaryExpression(parent) && ["===", "!=="].includes(parent.operatorToken.getText())) {
    return true;
  }
  return isPropertyName(node) || ts.isElementAccessExpression(parent) || isWithinCode(node);
}

/** The name of a property; those of `filters` are what a dialog calls kinds of files. */
function isPropertyName(node: ts.Node): boolean {
  const property = node.parent;
  const isName = ts.isPropertyAssignment(property) || ts.isPropertySignature(property);
  const { parent: object } = property;
  const isFilter = ts.isPropertyAssignment(object.parent) && object.parent.name.getText() === "filters";
  return isName && property.name === node && !isFilter;
}

/** Properties that no person reads. */
const codeProperties = new Set(["id", "contextValue", "command", "code", "key"]);

/** Calls whose texts no person reads in the window: the log is for who helps, in English. */
const codeCalls = /(\blog\.(error|warn|info)|createOutputChannel|\bimport)$/;

function isWithinCode(node: ts.Node): boolean {
  for (let inner = node; !ts.isSourceFile(inner.parent) && !ts.isBlock(inner); inner = inner.parent) {
    const outer = inner.parent;
    if (isLookUp(outer) && outer.arguments[0] === inner) {
      return true;
    }
    if (ts.isCallExpression(outer) && codeCalls.test(outer.expression.getText())) {
      return true;
    }
    if (ts.isPropertyAssignment(outer) && codeProperties.has(outer.name.getText())) {
      return outer.initializer === inner;
    }
  }
  return false;
}
