/** A repeatable source of numbers: `below(n)` gives 0 to n-1. */
export interface Dice {
  below(limit: number): number;
}

/** Makes dice from a 32-bit seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    },
  };
}

/** A command that leaves a trace in the current folder, should anybody ever run it. */
const canary = "touch canary";

/**
 * Makes one properties file out of every construct that the reader knows and many that it refuses: quotes, escapes,
 * expansions, several assignments on a line, continuations, commands, arrays, operators, odd bytes.
 */
export function corpusFile(dice: Dice): string {
  const lineCount = 1 + dice.below(7);
  const preamble = dice.below(3) === 0 ? [] : names.map((key) => `${key}=${pick(dice, ["1", "", "v"])}`);
  const lines = [...preamble, ...Array.from({ length: lineCount }, () => pick(dice, lineKinds)(dice))];
  const text = lines.join(
    pickWeighted(dice, [
      [60, "\n"],
      [1, "\r\n"],
      [1, "\n\n"],
    ]),
  );
  const whole =
    pickWeighted(dice, [
      [60, ""],
      [1, "\uFEFF"],
    ]) +
    text +
    pickWeighted(dice, [
      [5, "\n"],
      [3, ""],
      [1, "\\"],
    ]);
  return mutated(dice, whole);
}

/** What texts about shells are made of, for fuzzing. */
export const bashPieces: readonly string[] = [
  ...Array.from(" \t\n\r\\'\"$`{}()[]<>|&;#=+~:!-é\0\uFEFF"),
  "\\\n",
  "\r\n",
  "export ",
  "CITY",
  "CITY=",
  "A=",
  "$A",
  "${A:-",
  "$(hostname)",
  "$'",
  "\\x41",
  "CLIENT_KEY_ALG=RSA",
  "CLIENT_KEY_GROUP_NAME=x",
];

type Maker = (dice: Dice) => string;

const names = [
  "CITY",
  "ORGANIZATION",
  "DOMAIN_SUFFIX",
  "SERVER_KEY_ALIAS",
  "CLIENT_KEY_PASSWORD",
  "X",
  "Y",
  "_v1",
  "a",
];
const plainWords = [
  "San",
  "Francisco",
  "a",
  "b1",
  "x=y",
  "a:b",
  "p#q",
  "é",
  "{a,b}",
  "*",
  "?",
  "!",
  "[x]",
  "%",
  "^",
  "a{1..3}b",
  "日本",
  "--",
  "@",
  "\u0001",
  "\u007f",
  "\u00a0",
  "\v",
  "=",
  "+=",
  "]",
  "}",
  "{",
  "~",
  "a~",
  ":~",
  ":",
  "/",
];

const name: Maker = (dice) => pick(dice, names);

const plain: Maker = (dice) => pick(dice, plainWords);

const escape: Maker = (dice) =>
  `\\${pick(dice, [" ", "\\", "'", '"', "$", "`", "n", "#", ";", "&", "~", ":", "\n", "é", "!", "("])}`;

const single: Maker = (dice) =>
  `'${some(dice, ["a", " ", "\\", '"', "$X", "`", "#", "\n", "é", "$(x)", "~", ";", "", "\t"])}'`;

const double: Maker = (dice) =>
  `"${many(dice, [
    (d) =>
      pick(d, [
        "a",
        " ",
        "'",
        "#",
        "~",
        ":~",
        "é",
        "!",
        "\n",
        "$",
        ";",
        "{a,b}",
        "<(",
        "x)",
        "\\n",
        "\\'",
        "\t",
        "",
        "\u0001",
      ]),
    (d) => `\\${pick(d, ["$", "`", '"', "\\", "\n", "a", "!", " "])}`,
    quotedExpansion,
  ])}"`;

const ansi: Maker = (dice) =>
  `$'${some(dice, [
    "a",
    " ",
    "é",
    '"',
    "$X",
    "\\n",
    "\\t",
    "\\'",
    '\\"',
    "\\\\",
    "\\e",
    "\\a",
    "\\x41",
    "\\x4",
    "\\xc3\\xa9",
    "\\303\\251",
    "\\101",
    "\\1018",
    "\\cA",
    "\\c?",
    "\\c[",
    "\\u0041",
    "\\U0000007a",
    "\\u41",
    "\\u",
    "\\x",
    "\\q",
    "\\?",
    "#",
    "\n",
    "\\\n",
  ])}'`;

const variable: Maker = (dice) => {
  const key = name(dice);
  return pick(dice, [`$${key}`, `\${${key}}`, `$${key}`, `\${${key}}`, `\${${key}:-${fallback(dice)}}`]);
};

const quotedExpansion: Maker = (dice) => {
  const key = name(dice);
  return pick(dice, [
    `$${key}`,
    `\${${key}}`,
    `\${${key}:-${many(dice, [(d) => pick(d, ["a", " ", "é", "~", "*", ":", "#", ";", "{", "\n", "(", "<"]), (d) => `$${name(d)}`, hostName])}}`,
    hostName(dice),
    `\${${key}:-${pick(dice, ["'", '"a"', "\\", "\\}", "`x`"])}}`,
  ]);
};

const fallback: Maker = (dice) =>
  many(dice, [
    (d) =>
      pick(d, ["a", " ", "é", "~", "*", ":", ":~", "#", ";", "{", "\n", "(", "<", "|", "x y", "\t", "="]),
    single,
    (d) => pick(d, ['"a b"', "'}'", '"$X"', "\\}", "\\a", "\\ ", "$'q\\n'", '""']),
    (d) => (d.below(3) === 0 ? variable(d) : "b"),
    hostName,
  ]);

const hostName: Maker = (dice) =>
  pick(dice, [
    "$(hostname)",
    "`hostname`",
    "$(hostname -s)",
    "$( hostname -f )",
    "`hostname -s`",
    "$(hostname\t)",
  ]);

const tilde: Maker = (dice) =>
  pick(dice, ["~", "~/x", "x:~", "~:~/y", '~"/a"', "~\\/a", "a~", "'~'", "~\\\n/x", ":~", "~=~"]);

const refused: Maker = (dice) =>
  pick(dice, [
    `$(${canary})`,
    `\`${canary}\``,
    "$((1+1))",
    "$[1+1]",
    "<(true)",
    ">(true)",
    "${X%a}",
    "${#X}",
    "${!X}",
    "${X:=a}",
    "${X-a}",
    "${X^^}",
    "$1",
    "$?",
    "$$",
    "$!",
    "$#",
    "$@",
    "$*",
    "$-",
    "$_",
    "${1}",
    "${}",
    "${ X}",
    "$RANDOM",
    "$UID",
    "$HOME",
    "${HOME:-x}",
    "$PWD",
    "~root",
    "~nobody/x",
    "~+",
    "~-",
    '$"a"',
    "${X:0:1}",
    "$UNSET",
    "${X[0]}",
    "$HOSTNAME",
    "$(hostname",
    "${X",
    '"',
    "'",
    "`",
    "$'",
    "$(hostname -i)",
    "$'\\xff'",
    "$'\\0'",
    "$'\\u00e9'",
    "$'\\x{41}'",
    "$'\\c\\a'",
    "$(hostname;hostname)",
  ]);

const lonelyDollar: Maker = (dice) => pick(dice, ["$", "$.", "$/", "$%", "$=", "$:", "a$", "$]", "$~"]);

const piece: Maker = (dice) =>
  pickWeighted<Maker>(dice, [
    [36, plain],
    [12, single],
    [14, double],
    [12, ansi],
    [9, escape],
    [15, variable],
    [6, hostName],
    [5, tilde],
    [2, refused],
    [3, lonelyDollar],
  ])(dice);

const value: Maker = (dice) => Array.from({ length: dice.below(4) }, () => piece(dice)).join("");

const assignment: Maker = (dice) => `${name(dice)}=${value(dice)}`;

const blanks: Maker = (dice) => pick(dice, [" ", "  ", "\t", " \\\n"]);

const comment: Maker = (dice) => pick(dice, ["# note", "#", "#'", '# "unclosed', "# \\", "#A=1", "# $(x)"]);

const lineKinds: readonly Maker[] = [
  ...Array.from({ length: 14 }, () => assignment),
  (dice) => `export ${assignment(dice)}`,
  (dice) => `export${blanks(dice)}${assignment(dice)} ${assignment(dice)}`,
  (dice) => `export ${name(dice)} ${pick(dice, ["", assignment(dice), name(dice)])}`,
  (dice) => `${assignment(dice)}${blanks(dice)}${assignment(dice)}`,
  (dice) => `${assignment(dice)}${blanks(dice)}${assignment(dice)}${blanks(dice)}${assignment(dice)}`,
  (dice) => `${assignment(dice)}${blanks(dice)}${comment(dice)}`,
  (dice) => `${assignment(dice)}${blanks(dice)}`,
  (dice) => `${blanks(dice)}${assignment(dice)}`,
  comment,
  comment,
  () => "",
  (dice) => (dice.below(2) === 0 ? `${assignment(dice)} ${plain(dice)}` : assignment(dice)),
  (dice) =>
    pick<Maker>(dice, [
      (d) => `${name(d)} = ${value(d)}`,
      (d) => `${name(d)} =${value(d)}`,
      (d) => `${name(d)}= ${plain(d)}`,
      (d) => `${name(d)}+=${value(d)}`,
      (d) => `${name(d)}=(${value(d)} ${value(d)})`,
      (d) => `${name(d)}[0]=${value(d)}`,
      (d) =>
        `${assignment(d)}${pick(d, [";", "&", "&&", "|", "||", "<", ">", ">>", "(", ")", ";;"])}${assignment(d)}`,
      (d) => `${assignment(d)} ${pick(d, [";", "&&", "||", "&"])} ${assignment(d)}`,
      () => canary,
      (d) => `X=1 ${canary} ${name(d)}`,
      (d) =>
        `${pick(d, ["readonly", "declare", "declare -x", "local", "unset", "export -n", "set"])} ${assignment(d)}`,
      (d) => `${pick(d, ["1A", "A-B", "A.B", "é", "A B", "", "'X'", '"X"', "\\X", "$X", "X?"])}=${value(d)}`,
      (d) =>
        `${pick(d, ["UID", "RANDOM", "IFS", "PATH", "HOME", "_", "LC_ALL", "BASH_ENV", "PPID"])}=${value(d)}`,
      (d) => `export ${pick(d, ["", "-p", "'A=1'", "1x", "X -n", "$X=1", "A{,b}=1"])}`,
      () => "if true; then",
      () => "set -e",
      () => "cat <<E",
    ])(dice),
];

/** Sometimes one stray character, a continuation or a cut, anywhere. */
function mutated(dice: Dice, text: string): string {
  const at = dice.below(text.length + 1);
  const stray = pick(dice, [
    "\\\n",
    "\\\n",
    "\\",
    "'",
    '"',
    "$",
    "`",
    "#",
    " ",
    "\n",
    "\r",
    ";",
    "~",
    "{",
    "}",
    "=",
    "\\ ",
  ]);
  return pickWeighted(dice, [
    [30, text],
    [4, text.slice(0, at) + "\\\n" + text.slice(at)],
    [4, text.slice(0, at) + stray + text.slice(at)],
    [1, text.slice(0, at)],
    [1, text.slice(0, at) + text.slice(at + 1)],
  ]);
}

function pick<T>(dice: Dice, choices: readonly T[]): T {
  return choices[dice.below(choices.length)] as T;
}

function pickWeighted<T>(dice: Dice, choices: readonly (readonly [weight: number, choice: T])[]): T {
  let left = dice.below(choices.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, choice] of choices) {
    if (left < weight) {
      return choice;
    }
    left -= weight;
  }
  return (choices[0] as readonly [number, T])[1];
}

function some(dice: Dice, parts: readonly string[]): string {
  return Array.from({ length: dice.below(5) }, () => pick(dice, parts)).join("");
}

function many(dice: Dice, makers: readonly Maker[]): string {
  return Array.from({ length: dice.below(4) }, () => pick(dice, makers)(dice)).join("");
}
