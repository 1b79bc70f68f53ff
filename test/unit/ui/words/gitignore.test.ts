import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  addedWords,
  gitignoreFailureWords,
  offerForFolderWords,
  offerWords,
  stopTrackingWords,
  untrackCommand,
} from "../../../../src/ui/words/gitignore";

const file = "/srv/tb/.gitignore";

describe("the offer of .gitignore", () => {
  it("names one file, or how many more there are", () => {
    assert.equal(
      offerWords(["pump.jks"]),
      "pump.jks is in a git repository and holds a private key. Add rules to .gitignore, so that git never takes such files?",
    );
    assert.match(
      offerWords(["pump.jks", "pump.p12"]),
      /^pump\.jks and 1 more are in .* hold the device's private key\./,
    );
  });

  it("names the folder of a fleet", () => {
    assert.match(
      offerForFolderWords("/w/m\u202Es"),
      /^The private keys of the devices in m⟨U\+202E⟩s are in a git/,
    );
  });

  it("lets no file name turn the line around", () => {
    assert.match(offerWords(["a\n\u202Ex.jks"]), /^a␊⟨U\+202E⟩x\.jks is/);
  });

  it("tells what was added, and where", () => {
    assert.match(
      addedWords({ file, added: ["*.jks"] }),
      /private files in tb and below it .* 1 line in \.gitignore/,
    );
    assert.match(addedWords({ file, added: ["*.jks", "*.p12"] }), /: 2 lines in \.gitignore/);
    assert.match(addedWords({ file, added: [] }), /^Nothing had to be added/);
  });
});

describe("rules that are not added are told with the reason:", () => {
  for (const [reason, expected] of [
    ["link", /is a link, which git does not follow/],
    ["encoding", /not in an encoding that git reads/],
  ] as const) {
    it(reason, () => {
      const failure = { code: "gitignore-unusable", path: file, reason } as const;
      const words = gitignoreFailureWords(failure, "/srv/tb/keygen.properties");
      assert.equal(words.code, "gitignore-unusable");
      assert.match(words.message, expected);
      assert.deepEqual(words.details, { path: file, reason });
      assert.deepEqual(words.actions, [
        { title: "Open .gitignore", command: "thingsboardX509.openAt", args: [file] },
      ]);
    });
  }

  it("one of the file system", () => {
    const failure = { code: "file-read-only", path: file } as const;
    assert.match(gitignoreFailureWords(failure, "/x").message, /read-only file system/);
  });
});

describe("how git stops tracking a key", () => {
  it("is told with what history keeps", () => {
    const text = stopTrackingWords(["pump.jks"], "/srv/tb");
    assert.match(text, /in \/srv\/tb makes git forget pump\.jks and leave it on disk/);
    assert.match(text, /History and every clone keep the key/);
    assert.match(stopTrackingWords(["a.jks", "b.jks"], "/srv/tb"), /forget a\.jks and 1 more and leave them/);
  });

  it("is a command that a shell takes word for word", () => {
    assert.equal(untrackCommand(["a.jks", "b.pem"]), "git rm --cached -- a.jks b.pem");
    assert.equal(untrackCommand(["it's $(x).jks"]), `git rm --cached -- 'it'"'"'s $(x).jks'`);
    assert.equal(untrackCommand(["a[1].jks"]), "git --literal-pathspecs rm --cached -- 'a[1].jks'");
  });
});
