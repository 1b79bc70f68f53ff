import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fixesFor } from "../../../../src/core/profile/fixes";
import { keyRowOf, keyTable } from "../../../../src/core/profile/keys";
import { problemTable } from "../../../../src/core/profile/problems";
import type { ProfileProblemCode } from "../../../../src/core/profile/profile";
import { fixTitle } from "../../../../src/ui/words/fixes";
import { meaningWords, readerWords } from "../../../../src/ui/words/keys";
import { problemWords, relatedWords } from "../../../../src/ui/words/problems";
import { sentence } from "../../../../src/ui/words/sentence";
import { exampleOf } from "../../../support/diagnosticsDoc";
import { profileOf, soundTextWith } from "../../../support/profiles";

/** What a person reads of lines in an otherwise sound file: the finding, then the titles of its fixes. */
const rows: readonly [lines: string, sentence: string, ...titles: string[]][] = [
  [
    "CITY=San Francisco",
    "The value of CITY has a space outside quotes: bash would take the rest for a command and leave CITY unset. Here it is taken as written. Put quotes around it.",
    "Put quotes around CITY",
  ],
  [
    "CLEINT_KEY_SIZE=2048",
    "CLEINT_KEY_SIZE is none of the keys that the scripts read, so nothing comes of it. Did you mean CLIENT_KEY_SIZE?",
    "Rename to CLIENT_KEY_SIZE",
  ],
  [
    "TOWN=x",
    "TOWN is none of the keys that the scripts read, so nothing comes of it. Remove it, or check its spelling.",
  ],
  [
    "DOMAIN_SUFFIX=$HOSTNAME",
    "$HOSTNAME is not set above this line: bash would put nothing there, or what its own machine has. Set it first, or put the value in single quotes if the $ belongs to it.",
    "Use $(hostname)",
    "Keep DOMAIN_SUFFIX as it stands, in quotes",
  ],
  [
    "CITY='Paris",
    "What begins here is never closed, so that the value would go on into the lines below. Close it with '.",
    "Add the missing '",
  ],
  [
    "CLIENT_KEY_PASSWORD=OtherSecret7x",
    "CLIENT_KEY_PASSWORD differs from CLIENT_KEYSTORE_PASSWORD. A PKCS#12 keystore has one password for both, and ThingsBoard's scripts then fail. Use the same.",
    "Use the keystore's password for CLIENT_KEY_PASSWORD",
  ],
  [
    "SUBJECT_ALTERNATIVE_NAMES='dns:a,x\u202Ey'",
    "“x⟨U+202E⟩y” in SUBJECT_ALTERNATIVE_NAMES is no name that a certificate can hold. Write dns:tb.example.com, ip:192.0.2.1, uri:… or email:…, with commas between.",
  ],
];

describe("a finding reads", () => {
  for (const [lines, expected, ...titles] of rows) {
    it(JSON.stringify(lines), () => {
      const profile = profileOf(soundTextWith(lines));
      const [problem] = profile.problems;
      assert.ok(problem);
      assert.equal(problemWords(problem), expected);
      assert.deepEqual(fixesFor(profile, problem).map(fixTitle), titles);
    });
  }

  it("names one missing key, and counts several", () => {
    const wordsWithout = (...keys: string[]): string[] =>
      profileOf(soundTextWith("", keys)).problems.map(problemWords);
    assert.deepEqual(wordsWithout("CITY"), [
      "The key CITY is missing, and no certificate is generated without it. Add it.",
    ]);
    assert.deepEqual(wordsWithout("CITY", "ORGANIZATION"), [
      "2 keys are missing, and no certificate is generated without them: ORGANIZATION, CITY. Add them.",
    ]);
  });

  it("tells what the other place is", () => {
    const related = (lines: string): string[] => profileOf(soundTextWith(lines)).problems.map(relatedWords);
    assert.deepEqual(related("CITY=a\nCITY=b"), ["CITY is set here first"]);
    assert.deepEqual(related("CLIENT_KEY_ALIAS=serveralias"), ["SERVER_KEY_ALIAS is here"]);
  });
});

describe("every finding", () => {
  for (const code of Object.keys(problemTable) as ProfileProblemCode[]) {
    it(`${code}: has a whole sentence, and titles for its fixes`, () => {
      const { sentence: words, fixes } = exampleOf(code);
      assert.match(words, /^[\p{L}~$“].*[.?'"]$/u);
      assert.doesNotMatch([words, ...fixes].join("\n"), /\{|undefined| {2}/);
      assert.equal(fixes.length > 0, problemTable[code].fixable);
    });
  }

  it("keeps passwords to itself", () => {
    const lines =
      "SERVER_KEY_PASSWORD=Hush$7 Tacet8\nCLIENT_KEYSTORE_PASSWORD=changeit\nCLIENT_KEY_PASSWORD=Mute9é";
    const profile = profileOf(soundTextWith(lines));
    const words = profile.problems.flatMap((problem) => [
      problemWords(problem),
      ...fixesFor(profile, problem).map(fixTitle),
    ]);
    assert.ok(words.length >= 5);
    assert.doesNotMatch(words.join("\n"), /Hush|Tacet|changeit|Mute/);
  });
});

describe("a fact in a sentence", () => {
  const facts: readonly [fact: string, shown: string][] = [
    ["CITY", "<CITY>"],
    ["{fact}", "<{fact}>"],
    ["$&", "<$&>"],
    ["a\nb", "<a␊b>"],
    ["é".repeat(80), `<${"é".repeat(80)}>`],
    ["é".repeat(81), `<${"é".repeat(79)}…>`],
  ];
  for (const [fact, shown] of facts) {
    it(JSON.stringify(fact).slice(0, 40), () => {
      assert.equal(sentence("<{fact}>", { fact }), shown);
    });
  }
});

describe("a key is explained", () => {
  const explained: readonly [key: string, meaning: string, reader: string][] = [
    [
      "CLIENT_KEYSTORE_PASSWORD",
      "Password of the device's keystore, `P.jks`. At least 6 characters.",
      "Read by `client.keygen.sh`.",
    ],
    [
      "SERVER_KEY_ALIAS",
      "Alias of the server's key in its keystore; stored in lower case.",
      "Read by `client.keygen.sh` and `server.keygen.sh`.",
    ],
    [
      "SERVER_KEY_SIZE",
      "Size of the server's RSA key in bits: 2048, 3072 or 4096.",
      "Read by this extension alone; the scripts do not know it.",
    ],
  ];
  for (const [key, meaning, reader] of explained) {
    it(key, () => {
      const row = keyRowOf(key);
      assert.ok(row);
      assert.deepEqual([meaningWords(row, "P"), readerWords(row)], [meaning, reader]);
    });
  }

  it("without a place left open, each of them", () => {
    const words = keyTable.map((row) => `${meaningWords(row, "P")} ${readerWords(row)}`);
    assert.equal(words.length, 22);
    words.forEach((text) => {
      assert.doesNotMatch(text, /[{}]|undefined/);
    });
  });
});
