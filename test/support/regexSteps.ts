import { RegExpParser, type AST } from "@eslint-community/regexpp";

/** What goes on after a part of a pattern has matched up to a place: true where all the rest matches too. */
type Rest = (at: number) => boolean;

/** A text that is searched, and how many steps that took so far. */
interface Search {
  readonly text: string;
  readonly flags: string;
  steps: number;
  readonly groups: Map<AST.CapturingGroup, readonly [start: number, end: number]>;
}

class TooManySteps extends Error {}

/** More than that is more than any bound. */
const mostSteps = 200_000;

/**
 * Counts the steps of looking for a pattern everywhere in a text, as an engine does that tries one way after the other and goes
 * back: from each place anew, after a match from its end. The same number on any machine; infinite where it is hopeless. What
 * repeats a limited number of times counts as if it did so a few times.
 */
export function stepsOf(pattern: RegExp, text: string): number {
  const { pattern: root } = new RegExpParser().parseLiteral(pattern.toString());
  const search: Search = { text, flags: pattern.flags, steps: 0, groups: new Map() };
  try {
    for (let at = 0; at <= (pattern.sticky ? 0 : text.length);) {
      let end: number | undefined;
      search.groups.clear();
      alternatives(root.alternatives, at, search, (reached) => {
        end = reached;
        return true;
      });
      at = end === undefined ? at + 1 : Math.max(end, at + 1);
    }
  } catch (error) {
    if (error instanceof TooManySteps) {
      return Infinity;
    }
    throw error;
  }
  return search.steps;
}

function alternatives(all: readonly AST.Alternative[], at: number, search: Search, rest: Rest): boolean {
  return all.some(({ elements }) => sequence(elements, 0, { at, search, rest }));
}

interface Going {
  readonly at: number;
  readonly search: Search;
  readonly rest: Rest;
}

function sequence(elements: readonly AST.Element[], index: number, { at, search, rest }: Going): boolean {
  const element = elements[index];
  return element === undefined
    ? rest(at)
    : matches(element, {
        at,
        search,
        rest: (next) => sequence(elements, index + 1, { at: next, search, rest }),
      });
}

function matches(element: AST.Element, going: Going): boolean {
  const { at, search, rest } = going;
  search.steps += 1;
  if (search.steps > mostSteps) {
    throw new TooManySteps();
  }
  switch (element.type) {
    case "Assertion":
      return asserted(element, going);
    case "Quantifier":
      return repeated(element, 0, going);
    case "Group":
      return alternatives(element.alternatives, at, search, rest);
    case "CapturingGroup":
      return alternatives(element.alternatives, at, search, (end) => {
        search.groups.set(element, [at, end]);
        return rest(end);
      });
    case "Backreference":
      return referred(element, going);
    default: {
      const character = characterAt(search, at);
      return character !== "" && isOneOf(element.raw, search.flags, character) && rest(at + character.length);
    }
  }
}

function characterAt({ text, flags }: Search, at: number): string {
  const code = /[uv]/.test(flags) ? text.codePointAt(at) : undefined;
  return code === undefined ? text.charAt(at) : String.fromCodePoint(code);
}

/** Sets of characters that were asked for before. */
const sets = new Map<string, RegExp>();

function isOneOf(raw: string, flags: string, character: string): boolean {
  const own = flags.replace(/[gyd]/g, "");
  const name = `${own} ${raw}`;
  const set = sets.get(name) ?? new RegExp(`^(?:${raw})$`, own.replace("m", ""));
  sets.set(name, set);
  return set.test(character);
}

function referred({ resolved }: AST.Backreference, { at, search, rest }: Going): boolean {
  const group = Array.isArray(resolved) ? resolved[0] : resolved;
  const [start, end] = (group && search.groups.get(group)) ?? [0, 0];
  const said = search.text.slice(start, end);
  return search.text.startsWith(said, at) && rest(at + said.length);
}

const fewTimes = 4;

function repeated(quantifier: AST.Quantifier, count: number, { at, search, rest }: Going): boolean {
  const { greedy, element } = quantifier;
  const min = Math.min(quantifier.min, fewTimes);
  const max = Number.isFinite(quantifier.max) ? Math.min(quantifier.max, min + fewTimes) : Infinity;
  const once = (): boolean =>
    count < max &&
    matches(element, {
      at,
      search,
      // What matched nothing is not tried again: ECMA-262 §22.2.2.3.1.
      rest: (next) =>
        (next > at || count < min) && repeated(quantifier, count + 1, { at: next, search, rest }),
    });
  const enough = (): boolean => count >= min && rest(at);
  return greedy ? once() || enough() : enough() || once();
}

function asserted(assertion: AST.Assertion, { at, search, rest }: Going): boolean {
  switch (assertion.kind) {
    case "start":
      return isEdge(at, at - 1, search) && rest(at);
    case "end":
      return isEdge(at - search.text.length, at, search) && rest(at);
    case "word":
      return (isWord(search, at - 1) !== isWord(search, at)) !== assertion.negate && rest(at);
    default:
      return isSeen(assertion, at, search) !== assertion.negate && rest(at);
  }
}

function isSeen(assertion: AST.LookaroundAssertion, at: number, search: Search): boolean {
  return assertion.kind === "lookahead"
    ? alternatives(assertion.alternatives, at, search, () => true)
    : endsAt(assertion, at, search);
}

/** The beginning or the end of the text, or of a line where the pattern looks at lines. */
function isEdge(distance: number, neighbour: number, { text, flags }: Search): boolean {
  return distance === 0 || (flags.includes("m") && /[\n\r\u2028\u2029]/.test(text.charAt(neighbour)));
}

function isWord({ text }: Search, at: number): boolean {
  return /\w/.test(text.charAt(at));
}

/** An engine goes backwards there; short ones alone are written, so that a few beginnings are all. */
function endsAt({ alternatives: all }: AST.LookbehindAssertion, at: number, search: Search): boolean {
  const starts = Array.from({ length: Math.min(at, longestLookbehind) + 1 }, (_, back) => at - back);
  return starts.some((start) => alternatives(all, start, search, (end) => end === at));
}

const longestLookbehind = 4;

/** Pieces of text that a pattern likes: one for each set of characters in it, and for each part that repeats. */
export function pumpsOf(pattern: RegExp): readonly string[] {
  const { pattern: root } = new RegExpParser().parseLiteral(pattern.toString());
  const found = new Set<string>();
  const walk = (node: AST.Element): void => {
    if (node.type === "Quantifier") {
      found.add(liked(node.element, pattern.flags));
      walk(node.element);
    } else if ("alternatives" in node) {
      node.alternatives.forEach(({ elements }) => {
        elements.forEach(walk);
      });
    } else if (node.type !== "Assertion" && node.type !== "Backreference") {
      found.add(liked(node, pattern.flags));
    }
  };
  root.alternatives.forEach(({ elements }) => {
    elements.forEach(walk);
    found.add(elements.map((element) => liked(element, pattern.flags)).join(""));
  });
  found.delete("");
  return [...found];
}

const candidates = [
  "a0A-_. :/\\@$\"'`~%&,;=+#?!*([{<>|)]}^".split(/(?=.)/),
  "\n",
  "\t",
  "é",
  "\u202e",
  "\0",
].flat();

/** The shortest text that a part matches, more or less. */
function liked(node: AST.Element, flags: string): string {
  switch (node.type) {
    case "Quantifier":
      return liked(node.element, flags).repeat(Math.min(Math.max(node.min, 1), 4));
    case "Group":
    case "CapturingGroup":
      return (node.alternatives[0]?.elements ?? []).map((element) => liked(element, flags)).join("");
    case "Assertion":
    case "Backreference":
      return "";
    case "Character":
      return String.fromCodePoint(node.value);
    default:
      return candidates.find((character) => isOneOf(node.raw, flags, character)) ?? "";
  }
}
