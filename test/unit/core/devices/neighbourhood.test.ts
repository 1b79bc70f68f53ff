import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { claimsOf } from "../../../../src/core/devices/claims";
import type { DeviceProblem } from "../../../../src/core/devices/deviceProblems";
import { Neighbourhood } from "../../../../src/core/devices/neighbourhood";
import { profileOf, soundTextWith } from "../../../support/profiles";

/** A device of one's own: its name in the common name and the prefix, unless other lines say so. */
function claimsWith(name: string, lines = ""): ReturnType<typeof claimsOf> {
  const own = [
    ["DOMAIN_SUFFIX", name],
    ["CLIENT_FILE_PREFIX", name],
    ["SERVER_FILE_PREFIX", `${name}-server`],
  ].filter(([key]) => !lines.includes(`${key}=`));
  return claimsOf(profileOf(soundTextWith([lines, ...own.map((entry) => entry.join("="))].join("\n"))));
}

/** The neighbourhood of files in `/w/`, each with the lines that it does not have for itself. */
function neighbourhoodOf(files: Readonly<Record<string, string>>): Neighbourhood {
  const neighbourhood = new Neighbourhood();
  for (const [path, lines] of Object.entries(files)) {
    neighbourhood.set(`/w/${path}`, claimsWith(path.replace(/.*\//, ""), lines));
  }
  return neighbourhood;
}

function short({ code, key, others, otherCount }: DeviceProblem): string {
  const places = others.map((other) => `${other.propertiesPath}:${other.key}`);
  return [code, key, ...places, ...(otherCount > places.length ? [`of ${otherCount}`] : [])].join(" ");
}

const agreed = "SERVER_FILE_PREFIX=s\nDOMAIN_SUFFIX=tb";

describe("the files of a workspace", () => {
  const rows: readonly [what: string, files: Readonly<Record<string, string>>, ...problemsOfA: string[]][] = [
    ["say nothing where each has its own", { "x/a": "", "x/b": "" }],
    [
      "may not share a client's prefix in a folder, whatever its case",
      { "x/a": "CLIENT_FILE_PREFIX=dev", "x/b": "CLIENT_FILE_PREFIX=Dev" },
      "prefix-shared CLIENT_FILE_PREFIX /w/x/b:CLIENT_FILE_PREFIX",
    ],
    [
      "may share it in different folders",
      { "x/a": "CLIENT_FILE_PREFIX=dev", "y/b": "CLIENT_FILE_PREFIX=dev" },
    ],
    [
      "may not have prefixes that give one file name",
      { "x/a": "CLIENT_FILE_PREFIX=dev", "x/b": "CLIENT_FILE_PREFIX=dev.pub" },
      "prefix-shared CLIENT_FILE_PREFIX /w/x/b:CLIENT_FILE_PREFIX",
    ],
    [
      "may not call one's client as the other's server",
      { "x/a": "CLIENT_FILE_PREFIX=mqtt", "x/b": "SERVER_FILE_PREFIX=mqtt" },
      "prefix-shared CLIENT_FILE_PREFIX /w/x/b:SERVER_FILE_PREFIX",
    ],
    [
      "may not call one's server as the other's client",
      { "x/a": "SERVER_FILE_PREFIX=mqtt", "x/b": "CLIENT_FILE_PREFIX=mqtt" },
      "prefix-shared SERVER_FILE_PREFIX /w/x/b:CLIENT_FILE_PREFIX",
    ],
    [
      "may share a server that they describe alike",
      { "x/a": "SERVER_FILE_PREFIX=s", "x/b": "SERVER_FILE_PREFIX=s\nCITY=Rome" },
    ],
    [
      "may not describe one server in two ways",
      { "x/a": "SERVER_FILE_PREFIX=s\nSERVER_KEY_ALIAS=tb", "x/b": "SERVER_FILE_PREFIX=s" },
      "server-identity-differs SERVER_FILE_PREFIX /w/x/b:SERVER_FILE_PREFIX",
    ],
    [
      "may have different secrets for it, which are compared with its bundle",
      { "x/a": agreed, "x/b": `${agreed}\nSERVER_KEY_PASSWORD=OtherSecret7x` },
      "common-name-shared DOMAIN_SUFFIX /w/x/b:DOMAIN_SUFFIX",
    ],
    [
      "are told of a common name that they share anywhere",
      { "x/a": "DOMAIN_SUFFIX=tb", "y/b": "DOMAIN_SUFFIX=tb", "z/c": "DOMAIN_SUFFIX=TB" },
      "common-name-shared DOMAIN_SUFFIX /w/y/b:DOMAIN_SUFFIX",
    ],
  ];
  for (const [what, files, ...expected] of rows) {
    it(what, () => {
      assert.deepEqual(neighbourhoodOf(files).problemsOf("/w/x/a").map(short), expected);
    });
  }

  it("are told which part of a server differs", () => {
    const files = { "x/a": `${agreed}\nSERVER_KEY_ALG=RSA`, "x/b": agreed };
    const [problem] = neighbourhoodOf(files).problemsOf("/w/x/a");
    assert.deepEqual(problem?.values, {
      prefix: "s",
      difference: "key",
      here: "RSA 2048",
      there: "EC P-256",
    });
  });

  it("know the machine's name from one that somebody wrote", () => {
    const files = { "x/a": 'DOMAIN_SUFFIX="$(hostname)"', "y/b": "DOMAIN_SUFFIX=tb.example.org" };
    const neighbourhood = neighbourhoodOf(files);
    const values = ["x/a", "y/b"].map((path) => neighbourhood.problemsOf(`/w/${path}`)[0]?.values);
    assert.deepEqual(values, [
      { name: "tb.example.org", isHostName: "yes" },
      { name: "tb.example.org", isHostName: "" },
    ]);
  });

  it("are counted, the first five named", () => {
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`${index}/a`, "DOMAIN_SUFFIX=tb"]),
    );
    const [problem] = neighbourhoodOf(files).problemsOf("/w/0/a");
    assert.deepEqual([problem?.others.length, problem?.otherCount], [5, 7]);
  });
});

describe("a file that changes", () => {
  it("ends the findings of the others, and begins new ones", () => {
    const neighbourhood = neighbourhoodOf({
      "x/a": "CLIENT_FILE_PREFIX=p",
      "x/b": "CLIENT_FILE_PREFIX=p",
      "x/c": "",
    });
    const meets = neighbourhood.set("/w/x/b", claimsWith("b", "CLIENT_FILE_PREFIX=c"));
    assert.deepEqual(
      ["/w/x/a", "/w/x/b", "/w/x/c", "/w/x/d"].map((path) => meets?.(path)),
      [true, false, true, false],
    );
    assert.deepEqual(neighbourhood.problemsOf("/w/x/a"), []);
    assert.deepEqual(neighbourhood.problemsOf("/w/x/c").map(short), [
      "prefix-shared CLIENT_FILE_PREFIX /w/x/b:CLIENT_FILE_PREFIX",
    ]);
  });

  it("concerns nobody where it claims what it did", () => {
    const neighbourhood = neighbourhoodOf({ "x/a": "CLIENT_FILE_PREFIX=p", "x/b": "CLIENT_FILE_PREFIX=p" });
    const meets = neighbourhood.set("/w/x/b", claimsWith("b", "CLIENT_FILE_PREFIX=p\nCITY=Rome"));
    assert.equal(meets, undefined);
  });

  it("leaves no claim behind when it goes", () => {
    const neighbourhood = neighbourhoodOf({ "x/a": agreed, "x/b": `${agreed}\nSERVER_KEY_ALG=RSA` });
    assert.equal(neighbourhood.problemsOf("/w/x/a").length, 2);
    assert.equal(neighbourhood.set("/w/x/b", undefined)?.("/w/x/a"), true);
    assert.deepEqual(neighbourhood.problemsOf("/w/x/a"), []);
    assert.deepEqual(neighbourhood.problemsOf("/w/x/b"), []);
  });

  it("says the same as a neighbourhood built anew, whatever came before", () => {
    const neighbourhood = new Neighbourhood();
    const now = new Map<string, string>();
    for (let step = 0; step < 300; step += 1) {
      const path = `/w/${step % 2}/${(step * 7) % 5}`;
      const lines = `CLIENT_FILE_PREFIX=p${(step * 13) % 4}\nSERVER_FILE_PREFIX=p${(step * 11) % 3}\nDOMAIN_SUFFIX=n${step % 3}`;
      if (step % 6 === 5) {
        now.delete(path);
      } else {
        now.set(path, lines);
      }
      neighbourhood.set(path, now.has(path) ? claimsWith("", lines) : undefined);
    }
    const anew = new Neighbourhood();
    now.forEach((lines, path) => anew.set(path, claimsWith("", lines)));
    const told = (from: Neighbourhood): unknown =>
      [...now.keys()].map((path) => [
        path,
        from.problemsOf(path).map(({ code, key, others, otherCount }) => ({
          found: `${code} ${key} ${otherCount}`,
          others: others.map(({ propertiesPath, key: other }) => `${propertiesPath} ${other}`).sort(),
        })),
      ]);
    assert.deepEqual(told(neighbourhood), told(anew));
  });

  it("costs little among ten thousand of one name and server", () => {
    const neighbourhood = new Neighbourhood();
    const claims = claimsWith("a", agreed);
    for (let index = 0; index < 10_000; index += 1) {
      neighbourhood.set(`/w/x/${index}`, { ...claims, clientPrefix: `c${index}` });
    }
    const { others, otherCount } = neighbourhood.problemsOf("/w/x/9999")[0] ?? { others: [], otherCount: 0 };
    assert.deepEqual([others.length, otherCount], [5, 9999]);
  });
});

describe("a prefix is taken", () => {
  const neighbourhood = neighbourhoodOf({
    "x/a": "",
    "x/b": "CLIENT_FILE_PREFIX=Pump\nSERVER_FILE_PREFIX=s",
  });
  const rows: readonly [prefix: string, isTaken: boolean][] = [
    ["pump", true],
    ["pump.pub", true],
    ["s", true],
    ["a", false],
    ["pump-2", false],
  ];
  for (const [prefix, isTaken] of rows) {
    it(`${prefix}: ${isTaken}`, () => {
      assert.equal(neighbourhood.isTaken("/w/x/a", prefix), isTaken);
    });
  }
});
