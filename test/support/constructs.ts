import type { ProfileProblemCode } from "../../src/core/profile/profile";

/** One way to write something in a properties file, and how it is read. */
export interface Construct {
  /** How it is written, as a person would name it. */
  readonly written: string;
  readonly meaning: string;
  /** Everything that such a line earns. */
  readonly codes: readonly ProfileProblemCode[];
  readonly examples: readonly ConstructExample[];
}

/** Lines of an otherwise sound file. */
export interface ConstructExample {
  readonly lines: string;
  /** What CITY is then; absent where it has no safe reading. */
  readonly city?: string;
}

function examples(...pairs: readonly (readonly [lines: string, city?: string])[]): ConstructExample[] {
  return pairs.map(([lines, city]) => ({ lines, ...(city === undefined ? {} : { city }) }));
}

/** The constructs of a file that bash reads: what is data, and what is refused. */
export const constructs: readonly Construct[] = [
  {
    written: "blank line, `# comment`, ` # comment` behind a value",
    meaning: "ignored",
    codes: [],
    examples: examples(["\nCITY=Paris # note", "Paris"], ["# note\nCITY=a#b", "a#b"]),
  },
  {
    written: "`NAME=value`, `export NAME=value`",
    meaning: "sets a key",
    codes: [],
    examples: examples(["CITY=Paris", "Paris"], ["export CITY=Paris", "Paris"]),
  },
  {
    written: "the same key again",
    meaning: "the later one counts",
    codes: ["duplicate-key"],
    examples: examples(["CITY=Rome\nCITY=Paris", "Paris"]),
  },
  {
    written: "`'…'`, `\"…\"`, `$'…'`, `\\x`, pieces side by side, a backslash at the end of a line",
    meaning: "as bash reads them",
    codes: [],
    examples: examples(
      ["CITY='San Francisco'", "San Francisco"],
      ['CITY="Val d\'Or"', "Val d'Or"],
      ["CITY=$'a\\tb'", "a\tb"],
      ["CITY=San\\ Jose", "San Jose"],
      ["CITY=a\"b\"'c'", "abc"],
      ["CITY=San\\\nta", "Santa"],
    ),
  },
  {
    written: "a quote, `$(` or `${` that is never closed",
    meaning: "none",
    codes: ["unterminated-quote"],
    examples: examples(['CITY="Paris'], ["CITY=$'Paris"], ["CITY=${X:-a"]),
  },
  {
    written: "`$NAME`, `${NAME}`, `${NAME:-word}` of a key set above",
    meaning: "that key's value; the word where it is empty",
    codes: [],
    examples: examples(
      ["TOWN=Paris\nCITY=$TOWN", "Paris"],
      ["TOWN=Paris\nCITY=${TOWN}x", "Parisx"],
      ["TOWN=\nCITY=${TOWN:-Rome}", "Rome"],
    ),
  },
  {
    written: "`$NAME` of a key that is not set above",
    meaning: "none: bash would use whatever its own surroundings have",
    codes: ["undefined-variable"],
    examples: examples(["CITY=$TOWN"], ["CITY=$HOSTNAME"]),
  },
  {
    written: "`$(hostname)`, `` `hostname` ``, with `-f` or `-s`",
    meaning: "this machine's name, without running anything",
    codes: [],
    examples: examples(
      ["CITY=$(hostname)", "tb.example.org"],
      ['CITY="`hostname -f`"', "tb.example.org"],
      ["CITY=$(hostname -s)", "tb"],
    ),
  },
  {
    written: "any other `$(…)` or `` `…` ``, `<(…)`, a line that is a command",
    meaning: "never run",
    codes: ["command-not-run"],
    examples: examples(["CITY=$(date)"], ["CITY=`date`"], ["CITY=<(date)"], ["echo hi"]),
  },
  {
    written: "`$((…))`, `${NAME%x}`, arrays `(a b)`, `+=`, `~name`",
    meaning: "not read",
    codes: ["unsupported-expansion"],
    examples: examples(
      ["CITY=$((1+1))"],
      ["CITY=${ORGANIZATION%x}"],
      ["CITY=(a b)"],
      ["CITY+=x"],
      ["CITY=~root"],
    ),
  },
  {
    written: "`CITY=San Francisco`",
    meaning: "taken as written; bash would run `Francisco` and set nothing",
    codes: ["unquoted-space"],
    examples: examples(["CITY=San Francisco", "San Francisco"]),
  },
  {
    written: "`NAME = value`",
    meaning: "none: bash would run `NAME`",
    codes: ["space-around-equals"],
    examples: examples(["CITY = Paris"], ["CITY =Paris"], ["CITY= Paris"]),
  },
  {
    written: "`;` `&` `|` `<` `>` `(` `)` outside quotes",
    meaning: "none: shell syntax",
    codes: ["shell-syntax"],
    examples: examples(
      ["CITY=Fish & Chips"],
      ["CITY=a|b"],
      ["CITY=a>b"],
      ["CITY=a<b"],
      ["CITY=a(b)"],
      ["CITY=Paris; TOWN=x; ORGANIZATION=$TOWN"],
    ),
  },
  {
    written: "`~` or `~/x` at the beginning, outside quotes",
    meaning: "the home folder",
    codes: ["home-folder"],
    examples: examples(["CITY=~/x", "/home/ada/x"]),
  },
  {
    written: "a name that bash keeps for itself, such as `UID=5`",
    meaning: "none: bash obeys it or refuses it",
    codes: ["reserved-variable"],
    examples: examples(["UID=5"], ["PATH=/bin"]),
  },
  {
    written: "CRLF line ends",
    meaning: "read as LF; bash keeps the CR in every value",
    codes: ["carriage-return"],
    examples: examples(["CITY=Paris\r\n# x\r", "Paris"]),
  },
  {
    written: "UTF-8 byte order mark",
    meaning: "left out; bash takes it for a part of line 1",
    codes: ["byte-order-mark"],
    examples: examples(["\uFEFFCITY=Paris", "Paris"]),
  },
  {
    written: "NUL character",
    meaning: "refused, with its place",
    codes: ["nul-character"],
    examples: examples(["CITY=Pa\0ris"]),
  },
];
