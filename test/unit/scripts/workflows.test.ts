import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly uses?: string;
  readonly container?: unknown;
  readonly services?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly env?: unknown;
  readonly environment?: string;
  readonly needs?: readonly string[];
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: { readonly push: { readonly branches?: string[]; readonly tags?: string[] } };
  readonly permissions: unknown;
  readonly env?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = path.join(process.cwd(), ".github/workflows");
const files = readdirSync(folder).map((name) => {
  const text = readFileSync(path.join(folder, name), "utf8");
  return { name, text, workflow: parse(text) as Workflow };
});
const jobs = files.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([job, content]) => ({ name: `${name}, ${job}`, job, ...content })),
);
const steps = jobs.flatMap(({ name, steps: list }) => (list ?? []).map((step) => ({ name, ...step })));
const scripts = (
  JSON.parse(readFileSync(path.join(process.cwd(), "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;

/** What may see a secret: it publishes, and does nothing else. */
const publishes = /^npx --yes (@vscode\/vsce|ovsx)@\d+\.\d+\.\d+ publish /;

describe("the workflows", () => {
  it("are those for changes and for releases", () => {
    assert.deepEqual(files.map(({ name }) => name).sort(), ["ci.yml", "release.yml"]);
    assert.ok(steps.length > 20, `${steps.length} steps`);
  });

  for (const { name, text, workflow } of files) {
    it(`${name}: actions of others are pinned by their commit, with the version beside it`, () => {
      const used = [...text.matchAll(/\buses: (.*)/g)].map(([, what]) => what ?? "");
      const pinned = /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
      assert.deepEqual(
        used.filter((what) => !pinned.test(what) && what !== "./.github/workflows/ci.yml"),
        [],
      );
    });

    it(`${name}: nothing is permitted but what a job names`, () => {
      assert.deepEqual(workflow.permissions, {});
      assert.equal(workflow.env, undefined);
    });
  }

  for (const { name, job, permissions, env, uses, "timeout-minutes": minutes } of jobs) {
    it(`${name}: may read at most, but for the one that makes the release`, () => {
      const writes = Object.entries(permissions ?? { missing: "write" }).filter(([, may]) => may !== "read");
      assert.deepEqual(writes, job === "github" ? [["contents", "write"]] : []);
      assert.equal(env, undefined);
    });

    it(`${name}: ends by itself`, () => {
      assert.ok(uses !== undefined || (minutes !== undefined && minutes <= 90));
    });
  }

  it("give secrets to the steps that publish alone", () => {
    const withSecrets = steps.filter((step) => JSON.stringify(step).includes("secrets."));
    assert.deepEqual(
      withSecrets.map(({ env }) => Object.keys(env ?? {})),
      [["VSCE_PAT"], ["OVSX_PAT"]],
    );
    for (const { run, uses } of withSecrets) {
      assert.match(run ?? uses ?? "", publishes);
    }
    assert.equal(
      files.map(({ text }) => text.match(/secrets\./g)?.length ?? 0).reduce((a, b) => a + b),
      2,
    );
  });

  it("run in no image: its tag may be given to another one tomorrow", () => {
    assert.deepEqual(
      jobs.filter(({ container, services }) => container !== undefined || services !== undefined),
      [],
    );
  });

  it("run the audit, the licences and the parts list", () => {
    const all = jobs.find(({ job }) => job === "supply-chain")?.steps?.map(({ run }) => run);
    for (const wanted of ["npm run audit", "npm run licences -- --check", "npm run sbom"]) {
      assert.ok(all?.includes(wanted), wanted);
    }
  });

  it("put nothing from outside into a script: it comes by the environment", () => {
    assert.deepEqual(
      steps.filter(({ run }) => run?.includes("${{")).map(({ run }) => run),
      [],
    );
  });

  it("leave no token in a checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    assert.ok(checkouts.length > 3);
    assert.deepEqual(
      checkouts.filter((step) => step.with?.["persist-credentials"] !== false),
      [],
    );
  });

  it("run scripts that package.json has", () => {
    const named = steps.flatMap(({ run }) => [...(run ?? "").matchAll(/npm run ([\w:-]+)/g)]);
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.map(([, script]) => script ?? "").filter((script) => !(script in scripts)),
      [],
    );
  });

  it("publish a tag, after all tests, and the file that was tested", () => {
    const release = files.find(({ name }) => name === "release.yml")?.workflow;
    assert.deepEqual(release?.on.push, { tags: ["v*"] });
    assert.deepEqual(release.jobs["marketplaces"]?.needs, ["test", "package"]);
    assert.deepEqual(release.jobs["github"]?.needs, ["marketplaces"]);
    const published = steps.filter(({ run }) => publishes.test(run ?? "")).map(({ run }) => run ?? "");
    assert.equal(published.length, 2);
    assert.ok(published.every((run) => run.includes("thingsboard-x509.vsix")));
  });
});
