/** How deep lines are indented at most; deeper levels stay there, so that `[[[[…` cannot grow without bound. */
const deepestIndent = 32;

/** True for a JSON text (RFC 8259 §2). */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Takes the white space between the tokens of a JSON text away. Keys, their order and every digit stay as they are. */
export function compactJson(json: string): string {
  return tokensOf(json).join("");
}

/** Spreads a JSON text over lines, two spaces for each level. Keys, their order and every digit stay as they are. */
export function prettyJson(json: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let depth = 0;
  const breakLine = (): void => {
    lines.push(line);
    line = "  ".repeat(Math.min(depth, deepestIndent));
  };
  const tokens = tokensOf(json);
  for (const [index, token] of tokens.entries()) {
    if (isClosing(token)) {
      depth -= 1;
      if (!isOpening(tokens[index - 1])) {
        breakLine();
      }
    }
    line += token === ":" ? ": " : token;
    if (isOpening(token)) {
      depth += 1;
    }
    if (token === "," || (isOpening(token) && !isClosing(tokens[index + 1]))) {
      breakLine();
    }
  }
  return [...lines, line];
}

function isOpening(token: string | undefined): boolean {
  return token === "{" || token === "[";
}

function isClosing(token: string | undefined): boolean {
  return token === "}" || token === "]";
}

/** The tokens of a text that is JSON: strings, punctuation, and runs of anything else. */
function tokensOf(json: string): readonly string[] {
  const tokens: string[] = [];
  let start = 0;
  while (start < json.length) {
    const end = tokenEnd(json, start);
    const token = json.slice(start, end);
    if (!/^\s/.test(token)) {
      tokens.push(token);
    }
    start = end;
  }
  return tokens;
}

const punctuation = "{}[],:";
const boundary = /[\s{}[\],:"]/;

function tokenEnd(json: string, start: number): number {
  const first = json.charAt(start);
  if (first === '"') {
    return stringEnd(json, start);
  }
  let end = start + 1;
  if (punctuation.includes(first) || /\s/.test(first)) {
    return end;
  }
  while (end < json.length && !boundary.test(json.charAt(end))) {
    end += 1;
  }
  return end;
}

function stringEnd(json: string, start: number): number {
  let end = start + 1;
  while (end < json.length && json.charAt(end) !== '"') {
    end += json.charAt(end) === "\\" ? 2 : 1;
  }
  return end + 1;
}
