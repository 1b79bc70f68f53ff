import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { ignoreProbesOf } from "../../src/core/devices/gitignore";
import { privateGlobs } from "../../src/core/devices/trackedKeys";
import { addToGitignore } from "../../src/flows/privateFiles";
import { nodeFiles } from "../../src/io/files";
import { nodeGit } from "../../src/io/git";
import { untrackCommand } from "../../src/ui/words/gitignore";
import { soundTextWith, testMachine } from "../support/profiles";
import { requireTool } from "../support/tools";

const git = nodeGit();
const world = { git, files: nodeFiles(), machine: testMachine };
let root: string;

before(() => {
  requireTool("git");
  root = realpathSync(mkdtempSync(path.join(tmpdir(), "tb-git-")));
});
after(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Runs git as a person does, with nobody's settings. */
function run(folder: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  return execFileSync("git", [...who, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
}

function repository(...settings: readonly string[]): string {
  const folder = mkdtempSync(path.join(root, "repo-"));
  run(folder, "init", "-q");
  for (const setting of settings) {
    run(folder, "config", ...setting.split("="));
  }
  return folder;
}

/** Writes files whose content does not matter. */
function put(folder: string, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), name);
  }
}

describe("what git tracks", () => {
  it("is told from the folder, with names of any characters", async () => {
    const folder = repository();
    const names = ["pümp 1.jks", "a[1].pem", "sub/x.jks", "backup/pump-1/pump.jks", "keygen.properties"];
    put(folder, ...names);
    run(folder, "add", ".");
    put(folder, "untracked.jks");
    assert.deepEqual(await git.tracked(folder, privateGlobs), [
      "a[1].pem",
      "backup/pump-1/pump.jks",
      "pümp 1.jks",
    ]);
    assert.deepEqual(await git.tracked(path.join(folder, "sub"), privateGlobs), ["x.jks"]);
  });

  it("is told through a link to the folder, and in a work tree of its own", async () => {
    const folder = repository();
    put(folder, "sub/x.jks");
    run(folder, "add", ".");
    run(folder, "commit", "-qm", "x");
    const link = path.join(root, "link");
    symlinkSync(path.join(folder, "sub"), link);
    assert.deepEqual(await git.tracked(link, privateGlobs), ["x.jks"]);
    const other = path.join(root, "other");
    run(folder, "worktree", "add", "-q", other);
    assert.deepEqual(await git.tracked(path.join(other, "sub"), privateGlobs), ["x.jks"]);
    const index = (await git.indexOf(path.join(other, "sub"))) ?? "";
    assert.equal(path.basename(index), "index");
    assert.ok(existsSync(index) && index.includes(`${path.sep}worktrees${path.sep}`));
    assert.equal(await git.indexOf(link), path.join(folder, ".git", "index"));
  });

  it("is nothing outside of work trees, without git, and where git refuses", async () => {
    const folder = mkdtempSync(path.join(root, "plain-"));
    put(folder, "x.jks");
    const broken = repository();
    writeFileSync(path.join(broken, ".git", "HEAD"), "nonsense");
    const none = nodeGit({ PATH: `${folder}:.:` });
    const asked = [
      git.tracked(folder, privateGlobs),
      git.unignored(folder, ["x.jks"]),
      git.indexOf(folder),
      git.tracked(path.join(folder, "missing"), privateGlobs),
      git.tracked(broken, privateGlobs),
      git.unignored(broken, ["x.jks"]),
      none.tracked(repository(), privateGlobs),
    ];
    assert.deepEqual(new Set(await Promise.all(asked)), new Set([undefined]));
  });

  it("is of the folder's repository, whichever the surroundings name", async () => {
    const folder = repository();
    put(folder, "x.jks");
    run(folder, "add", ".");
    const elsewhere = nodeGit({
      ...process.env,
      GIT_DIR: path.join(repository(), ".git"),
      GIT_INDEX_FILE: "/x",
    });
    assert.deepEqual(await elsewhere.tracked(folder, privateGlobs), ["x.jks"]);
  });

  it("is nothing any more after the command that is offered, and the files stay", async () => {
    const folder = repository();
    const names = ["it's $(touch ran).jks", "a[1].jks", "a1.jks"];
    put(folder, ...names);
    run(folder, "add", ".");
    run(folder, "commit", "-qm", "x");
    execFileSync("sh", ["-c", untrackCommand(names.slice(0, 2))], { cwd: folder, stdio: "ignore" });
    assert.deepEqual(await git.tracked(folder, privateGlobs), ["a1.jks"]);
    assert.deepEqual(
      [...names, "ran"].map((name) => existsSync(path.join(folder, name))),
      [true, true, true, false],
    );
  });
});

describe("a repository that names programs", () => {
  it("has none of them run, while git itself would", async () => {
    const ran = path.join(root, "ran");
    const program = path.join(root, "program.sh");
    writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\nexit 1\n`);
    chmodSync(program, 0o755);
    const folder = repository();
    put(folder, "x.jks", "git", "git.exe");
    chmodSync(path.join(folder, "git"), 0o755);
    run(folder, "add", ".");
    run(folder, "commit", "-qm", "x");
    const hook = path.join(folder, ".git", "hooks", "post-index-change");
    mkdirSync(path.dirname(hook), { recursive: true });
    symlinkSync(program, hook);
    appendFileSync(
      path.join(folder, ".git", "config"),
      [
        "[core]",
        ...["fsmonitor", "sshCommand", "pager", "editor", "askPass", "gitProxy", "alternateRefsCommand"].map(
          (name) => `\t${name} = ${program}`,
        ),
        `[pager]\n\tls-files = ${program}`,
        `[diff]\n\texternal = ${program}`,
        `[filter "x"]\n\tclean = ${program}\n\tsmudge = ${program}\n\tprocess = ${program}`,
        `[alias]\n\tls-files = !${program}\n\tcheck-ignore = !${program}`,
        `[remote "origin"]\n\turl = ext::${program}\n\tpromisor = true\n\tpartialclonefilter = blob:none`,
        "[extensions]\n\tpartialClone = origin",
        "[protocol]\n\tallow = always",
        "",
      ].join("\n"),
    );
    writeFileSync(path.join(folder, ".gitattributes"), "* filter=x diff=x\n");
    writeFileSync(path.join(folder, "x.jks"), "changed since");
    assert.deepEqual(await git.tracked(folder, privateGlobs), ["x.jks"]);
    assert.deepEqual(await git.unignored(folder, ["x.jks"]), ["x.jks"]);
    assert.ok((await git.indexOf(folder)) !== undefined);
    assert.equal(existsSync(ran), false);
    run(folder, "-c", "core.fsmonitor=false", "config", "--unset", "extensions.partialClone");
    run(folder, "config", "--remove-section", "remote.origin");
    run(folder, "config", "--remove-section", "filter.x");
    assert.equal(existsSync(ran), false);
    run(folder, "status", "--short");
    assert.equal(existsSync(ran), true, "the trap works");
  });
});

describe("private files are ignored from then on", () => {
  const cases: readonly [title: string, rules: string | undefined][] = [
    ["without a file of rules", undefined],
    ["with one that has CRLF and no end", "dist/\r\n!*.jks"],
    ["with one that takes them back", "*.jks\n*.pem\n!*\n"],
  ];
  for (const [title, rules] of cases) {
    it(title, async () => {
      const top = repository();
      const folder = path.join(top, "devices");
      put(folder, "client.jks");
      writeFileSync(path.join(folder, "keygen.properties"), soundTextWith("CITY=Paris"));
      if (rules !== undefined) {
        writeFileSync(path.join(folder, ".gitignore"), rules);
      }
      const probes = ignoreProbesOf({});
      assert.deepEqual(await git.unignored(folder, probes), probes);
      const ignored = await addToGitignore(path.join(folder, "keygen.properties"), world);
      assert.equal(ignored.ok && ignored.value.added.length, 7);
      assert.deepEqual(await git.unignored(folder, probes), []);
      const open = ["client.pub.pem", "client.chain.pem", "Fleet.ca.pem", "server.cer", "keygen.properties"];
      assert.deepEqual(await git.unignored(folder, open), open);
      assert.deepEqual(await git.unignored(top, ["client.jks"]), ["client.jks"], "it is the folder's alone");
      const again = await addToGitignore(path.join(folder, "keygen.properties"), world);
      assert.deepEqual(again.ok && again.value.added, []);
    });
  }

  it("by what the repository's own rules lack", async () => {
    const top = repository();
    writeFileSync(path.join(top, ".gitignore"), "*.jks\n*.pem\nbackup\n");
    const properties = path.join(top, "devices", "keygen.properties");
    put(top, "devices/keygen.properties");
    writeFileSync(properties, soundTextWith("CITY=Paris"));
    await addToGitignore(properties, world);
    assert.equal(
      readFileSync(path.join(top, "devices", ".gitignore"), "utf8"),
      "# Private keys of ThingsBoard devices\n*.p12\n",
    );
  });

  it("not through a link: git would not follow it, and it may lead anywhere", async () => {
    const folder = repository();
    writeFileSync(path.join(folder, "keygen.properties"), soundTextWith("CITY=Paris"));
    const precious = path.join(root, "precious");
    for (const target of [precious, path.join(root, "missing")]) {
      writeFileSync(precious, "mine");
      rmSync(path.join(folder, ".gitignore"), { force: true });
      symlinkSync(target, path.join(folder, ".gitignore"));
      const ignored = await addToGitignore(path.join(folder, "keygen.properties"), world);
      assert.equal(!ignored.ok && ignored.failure.code, "gitignore-unusable");
    }
    assert.equal(readFileSync(precious, "utf8"), "mine");
    assert.equal(existsSync(path.join(root, "missing")), false);
  });

  it("tracked ones count as well", async () => {
    const folder = repository();
    put(folder, "client.jks");
    run(folder, "add", ".");
    assert.deepEqual(await git.unignored(folder, ["client.jks"]), ["client.jks"]);
    writeFileSync(path.join(folder, ".gitignore"), "*.jks\n");
    assert.deepEqual(await git.unignored(folder, ["client.jks"]), []);
  });
});
