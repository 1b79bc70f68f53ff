import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Device, Liveness } from "../../../../src/core/devices/device";
import { applyEdits } from "../../../../src/core/profile/edit";
import { completionsAt } from "../../../../src/ui/profileLanguage/completions";
import { fixAllEdits } from "../../../../src/ui/profileLanguage/fixAll";
import { hoverAt } from "../../../../src/ui/profileLanguage/hoverText";
import { lensesOf } from "../../../../src/ui/profileLanguage/lenses";
import { codeSpan } from "../../../../src/ui/profileLanguage/markdown";
import { profileOf, soundTextWith, testMachine } from "../../../support/profiles";

describe("fixing all", () => {
  const rows: readonly [before: string, after: string][] = [
    ["CITY = San Francisco", 'CITY="San Francisco"'],
    ["CITY=Paris; STATE_OR_PROVINCE=a b", 'CITY=Paris\nSTATE_OR_PROVINCE="a b"'],
    ["CITY=Oslo\nCITY=Rome\nTWO_LETTER_COUNTRY_CODE=us", "CITY=Rome\nTWO_LETTER_COUNTRY_CODE=US"],
    ["CLIENT_KEY_ALIAS=Ab # note", "CLIENT_KEY_ALIAS=ab # note"],
    // What only a person knows stays.
    ["CITY=$TOWN", "CITY=$TOWN"],
    ["CLEINT_KEY_SIZE=2048", "CLEINT_KEY_SIZE=2048"],
    ["CLIENT_FILE_PREFIX=../x", "CLIENT_FILE_PREFIX=../x"],
    ["CLIENT_KEY_PASSWORD=OtherSecret7x", "CLIENT_KEY_PASSWORD=OtherSecret7x"],
    ['CITY="Paris', 'CITY="Paris'],
  ];
  for (const [before, after] of rows) {
    it(JSON.stringify(before), () => {
      const text = soundTextWith(before);
      const fixed = applyEdits(text, fixAllEdits(text, testMachine));
      assert.equal(fixed, after + text.slice(before.length));
    });
  }

  it("changes two characters of the how-to's own file", () => {
    const text = readFileSync("test/fixtures/profile/howto.keygen.properties", "utf8");
    const start = text.indexOf("San Francisco");
    assert.deepEqual(fixAllEdits(text, testMachine), [
      { span: { start, end: start + 13 }, newText: '"San Francisco"' },
    ]);
  });

  it("leaves line ends to the editor", () => {
    const text = soundTextWith("CITY=a b").replaceAll("\n", "\r\n");
    const fixed = applyEdits(text, fixAllEdits(text, testMachine));
    assert.equal(fixed, text.replace("a b", '"a b"'));
  });
});

/** A sound file that begins with some lines, and where in them the cursor, `|`, stood. */
function cursorIn(
  marked: string,
  without: readonly string[] = [],
): { readonly text: string; readonly offset: number } {
  return { text: soundTextWith(marked.replace("|", ""), without), offset: marked.indexOf("|") };
}

describe("hovering tells", () => {
  const rows: readonly [marked: string, markdown: string | undefined][] = [
    [
      "CI|TY=Lyon",
      [
        "**CITY**",
        "City or locality (L) of the subject.",
        'Read by `client.keygen.sh` and `server.keygen.sh`. Default: `"San Francisco"`.',
        "Value: `Lyon`.",
        "Subject: `CN=tb.example.org, OU=Metering, O=Example, L=Lyon, ST=IDF, C=FR`",
      ].join("\n\n"),
    ],
    [
      "CLIENT_KEY_PASSWORD=Client|Secret7x",
      [
        "**CLIENT_KEY_PASSWORD**",
        "Password of the device's private key: in `client.jks`, `client.p12` and `client.pem`. The same as the keystore's, unless you have a reason.",
        "Read by `client.keygen.sh`.",
        "The value is a password, or made of one, and is not shown.",
      ].join("\n\n"),
    ],
    [
      "A='`x`'\nSERVER_KEYSTORE_DIR=|/a/$A",
      [
        "**SERVER_KEYSTORE_DIR**",
        "Folder that the server's keystore may be copied to, where ThingsBoard looks for it.",
        "Read by `server.keygen.sh`. Default: `/etc/thingsboard/conf`.",
        "Value: `` /a/`x` ``.",
      ].join("\n\n"),
    ],
    ["# CI|TY=x", undefined],
    ["\n|\nCITY=x", undefined],
    ["TOWN|=x", "**TOWN**\n\nA key of this file alone, which other values may refer to.\n\nValue: `x`."],
    [
      "SUBJECT_ALTERNATIVE_NAMES=|dns:tb.local",
      [
        "**SUBJECT_ALTERNATIVE_NAMES**",
        "Names under which the server is reached (SAN), with commas between: `dns:tb.example.com,ip:192.0.2.1`. Strict clients check these and ignore the CN.",
        'Read by `server.keygen.sh`. Default: `"dns:localhost,ip:127.0.0.1"`.',
        "Value: `dns:tb.local`.",
        "Names: `tb.local`, `localhost`, `tb.example.org`, `127.0.0.1`, `::1`",
      ].join("\n\n"),
    ],
  ];
  for (const [marked, markdown] of rows) {
    it(JSON.stringify(marked), () => {
      const { text, offset } = cursorIn(marked);
      assert.equal(hoverAt(profileOf(text), offset, testMachine)?.markdown, markdown);
    });
  }

  it("that a later line overrides a value", () => {
    const text = soundTextWith("CITY=a\nCITY=b");
    const shown = [0, 7].map((offset) =>
      hoverAt(profileOf(text), offset, testMachine)?.markdown.includes("A later line"),
    );
    assert.deepEqual(shown, [true, false]);
  });

  it("text as code, whatever is in it", () => {
    const shown = ["a", "`", "a``b", "", " a ", "a\nb"].map(codeSpan);
    assert.deepEqual(shown, ["`a`", "`` ` ``", "```a``b```", "", "`  a  `", "`a␊b`"]);
  });
});

describe("completing offers", () => {
  const rows: readonly [marked: string, ...inserted: string[]][] = [
    ["|", 'CITY="San Francisco"', "CLIENT_KEY_PASSWORD=", "SERVER_KEY_SIZE=2048", "CLIENT_KEY_SIZE=2048"],
    [
      "  export CI|",
      'CITY="San Francisco"',
      "CLIENT_KEY_PASSWORD=",
      "SERVER_KEY_SIZE=2048",
      "CLIENT_KEY_SIZE=2048",
    ],
    ["C|X=Paris", "CITY", "CLIENT_KEY_PASSWORD", "SERVER_KEY_SIZE", "CLIENT_KEY_SIZE"],
    ["CLIENT_KEY_ALG=|", "EC", "RSA"],
    ['CLIENT_KEY_GROUP_NAME="sec|p"', "secp256r1", "secp384r1", "secp521r1"],
    ["CLIENT_KEY_SIZE=2|", "2048", "3072", "4096"],
    ["ORGANIZATION=|"],
    ["A=x\nORGANIZATION=$|", "$A", "$(hostname)"],
    ["# |"],
    ["ORGANIZATION='a\n|'"],
    ["ORGANIZATION=a |"],
  ];
  for (const [marked, ...inserted] of rows) {
    it(JSON.stringify(marked), () => {
      const without = ["CITY", "CLIENT_KEY_PASSWORD"];
      const { text, offset } = cursorIn(marked, without);
      const offered = completionsAt(profileOf(text), offset);
      assert.deepEqual(
        offered.map((completion) => completion.insertText),
        inserted,
      );
    });
  }

  it("a missing key with its default beside it, and a password's key with none", () => {
    const offered = completionsAt(profileOf(soundTextWith("", ["CITY", "CLIENT_KEY_PASSWORD"])), 0);
    assert.deepEqual(
      offered.slice(0, 2).map(({ label, description, documentation }) => [label, description, documentation]),
      [
        [
          "CITY",
          '"San Francisco"',
          'City or locality (L) of the subject.\n\nRead by `client.keygen.sh` and `server.keygen.sh`. Default: `"San Francisco"`.',
        ],
        [
          "CLIENT_KEY_PASSWORD",
          undefined,
          "Password of the device's private key: in `client.jks`, `client.p12` and `client.pem`. The same as the keystore's, unless you have a reason.\n\nRead by `client.keygen.sh`.",
        ],
      ],
    );
  });

  it("to replace the whole word", () => {
    const text = soundTextWith('CLIENT_KEY_GROUP_NAME="secp"');
    const [first] = completionsAt(profileOf(text), 26);
    assert.deepEqual(first?.span, { start: 23, end: 27 });
  });
});

describe("lenses", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const serverCertificate = {
    path: "/w/mqttserver.pub.pem",
    subjectText: "CN=a",
    keyText: "EC P-256",
    notBeforeMs: now.getTime(),
    notAfterMs: now.getTime() + 824.5 * 86_400_000,
    fingerprint256: "",
    credentialsId: "",
  };
  const device: Device = {
    propertiesPath: "/w/keygen.properties",
    name: "mqttclient",
    blockingProblems: 0,
    client: {
      side: "client",
      files: [],
      certificate: {
        path: "/w/mqttclient.pub.pem",
        subjectText: "CN=a",
        keyText: "EC P-256",
        notBeforeMs: now.getTime(),
        notAfterMs: now.getTime() + 3649.5 * 86_400_000,
        fingerprint256: "",
        credentialsId: "",
      },
    },
    server: { side: "server", files: [] },
  };
  const rows: readonly [what: string, device: Device | undefined, liveness: Liveness, titles: string[]][] = [
    [
      "before the workspace has been looked through",
      undefined,
      "none",
      ["Generate Client Cert", "Generate Server Cert", "Test Connection", "Edit Value…"],
    ],
    [
      "with a certificate",
      device,
      "none",
      ["Generate Client Cert", "Generate Server Cert", "Test Connection", "Edit Value…", "valid, 3,649 d"],
    ],
    [
      "with certificates of both",
      { ...device, server: { side: "server", files: [], certificate: serverCertificate } },
      "none",
      [
        "Generate Client Cert",
        "Generate Server Cert",
        "Test Connection",
        "Edit Value…",
        "valid, 3,649 d · server: valid, 824 d",
      ],
    ],
    [
      "with a server's certificate alone, which has ended",
      {
        ...device,
        client: { side: "client", files: [] },
        server: { side: "server", files: [], certificate: { ...serverCertificate, notAfterMs: 0 } },
      },
      "none",
      [
        "Generate Client Cert",
        "Generate Server Cert",
        "Test Connection",
        "Edit Value…",
        "no certificate · server: expired",
      ],
    ],
    [
      "while connected",
      device,
      "connected",
      ["Generate Client Cert", "Generate Server Cert", "Disconnect", "Edit Value…", "connected"],
    ],
    [
      "with a problem in the way",
      { ...device, blockingProblems: 1, client: { side: "client", files: [] } },
      "none",
      ["Generate Client Cert", "Generate Server Cert", "Test Connection", "Edit Value…", "1 problem"],
    ],
  ];
  for (const [what, known, liveness, titles] of rows) {
    it(what, () => {
      const lenses = lensesOf({
        propertiesPath: device.propertiesPath,
        ...(known === undefined ? {} : { device: known }),
        liveness,
        now,
        expiryWarningDays: 30,
      });
      assert.deepEqual(
        lenses.map((lens) => lens.title),
        titles,
      );
      assert.deepEqual(lenses[0], {
        title: "Generate Client Cert",
        command: "thingsboardX509.generateClientCert",
        args: ["/w/keygen.properties"],
      });
    });
  }
});
