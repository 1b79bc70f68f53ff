import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { filesOf, nodeFiles } from "../../src/io/files";
import { bundle, now, prefix, snapshot, type Call } from "./filesBundles";
import { filesRig } from "./filesRig";
import { changingSteps, systemError, watchedSteps } from "./filesSteps";

const rig = filesRig();

const bystander = { "mqttclient.keygen.properties": "0640 mine" };
const nothing = { ...bystander };
const onlyNew = {
  ...bystander,
  "mqttclient.jks": "0600 new .jks",
  "mqttclient.pem": "0600 new .pem",
  "mqttclient.pub.pem": "0644 new .pub.pem",
  "mqttclient.nopass.pem": "0600 new .nopass.pem",
};
const onlyOld = {
  ...bystander,
  "mqttclient.jks": "0600 old .jks",
  "mqttclient.pem": "0600 old .pem",
  "mqttclient.pub.pem": "0644 old .pub.pem",
  "mqttclient.chain.pem": "0644 old .chain.pem",
};
const newWithBackup = {
  ...onlyNew,
  "backup/": "0700",
  "backup/mqttclient-20261125T012930Z/": "0700",
  "backup/mqttclient-20261125T012930Z/mqttclient.jks": "0600 old .jks",
  "backup/mqttclient-20261125T012930Z/mqttclient.pem": "0600 old .pem",
  "backup/mqttclient-20261125T012930Z/mqttclient.pub.pem": "0644 old .pub.pem",
  "backup/mqttclient-20261125T012930Z/mqttclient.chain.pem": "0644 old .chain.pem",
};

interface Row {
  readonly title: string;
  readonly hasOld: boolean;
  readonly untouched: Readonly<Record<string, string>>;
  readonly written: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  { title: "a first bundle", hasOld: false, untouched: nothing, written: onlyNew },
  { title: "a bundle over an old one", hasOld: true, untouched: onlyOld, written: newWithBackup },
];

/** A folder with a file of the user's own and, where wanted, the old bundle. */
async function folderWith({ hasOld }: Row): Promise<string> {
  const folder = rig.newFolder();
  writeFileSync(path.join(folder, "mqttclient.keygen.properties"), "mine", { mode: 0o640 });
  if (hasOld) {
    assert.ok((await nodeFiles().writeBundle(folder, bundle("old"), { overwrite: false, now })).ok);
  }
  return folder;
}

/** A copy with modes and hard links. */
function copyOf(folder: string): string {
  const copy = rig.newFolder();
  execFileSync("cp", ["-a", `${folder}/.`, copy]);
  return copy;
}

function writing(folder: string): Call {
  return { method: "writeBundle", path: folder, version: "new", overwrite: true };
}

/** The names of all steps of a writing. */
async function stepsOf(row: Row): Promise<readonly string[]> {
  const names: string[] = [];
  const files = filesOf(watchedSteps((_step, name) => void names.push(name)));
  const folder = await folderWith(row);
  assert.ok((await files.writeBundle(folder, bundle("new"), { overwrite: true, now })).ok);
  assert.deepEqual(snapshot(folder), row.written);
  return names;
}

/** A reader must see whole files, also before anything is recovered: those of the old bundle, or of the new one. */
function assertNoPartialFile(folder: string, row: Row): void {
  for (const [name, content] of Object.entries(snapshot(folder))) {
    const isHidden = name.startsWith(".");
    const whole = [row.untouched, row.written].map((state) => state[name]);
    assert.ok(isHidden || whole.includes(content), `${name} is ${content}`);
  }
}

/** The old state or the new one, and nothing else. */
function assertWhole(folder: string, row: Row, isNew: boolean): void {
  assert.deepEqual(snapshot(folder), isNew ? row.written : row.untouched);
}

function isWritten(folder: string): boolean {
  return Object.hasOwn(snapshot(folder), "mqttclient.nopass.pem");
}

for (const row of rows) {
  describe(`a writer of ${row.title} that is killed before any step`, () => {
    it("leaves the old state or the new one, whole after recoverBundle, and no leftovers", async (context) => {
      const steps = await stepsOf(row);
      const news: boolean[] = [];
      const undone: boolean[] = [];
      for (const step of changingSteps(steps)) {
        const folder = await folderWith(row);
        const { signal, stderr } = await rig.run({ calls: [writing(folder)], killBefore: step });
        assert.equal(signal, "SIGKILL", `step ${step}: ${stderr}`);
        assertNoPartialFile(folder, row);
        const recovered = await nodeFiles().recoverBundle(folder, prefix);
        assert.ok(recovered.ok, `step ${step} ${String(steps[step - 1])}: ${JSON.stringify(recovered)}`);
        const isNew = isWritten(folder);
        assert.ok(!(isNew && recovered.value.recovered), "says that it put the old bundle back");
        news.push(isNew);
        undone.push(recovered.value.recovered);
        assertWhole(folder, row, isNew);
        assert.deepEqual(await nodeFiles().recoverBundle(folder, prefix), {
          ok: true,
          value: { recovered: false },
        });
      }
      assert.deepEqual(news, [...news].sort(), "once new, it stays new");
      assert.ok(news.includes(true) && undone.includes(true));
      context.diagnostic(
        `${news.length} steps: ${undone.indexOf(true)} before the journal, ` +
          `${undone.filter(Boolean).length} undone, ${news.filter(Boolean).length} finished`,
      );
    });

    it("is no hindrance to the next writer", async () => {
      const steps = await stepsOf(row);
      for (const step of changingSteps(steps).filter((_, index) => index % 7 === 0)) {
        const folder = await folderWith(row);
        await rig.run({ calls: [writing(folder)], killBefore: step });
        const again = await nodeFiles().writeBundle(folder, bundle("new"), { overwrite: true, now });
        assert.ok(again.ok, `step ${step}: ${JSON.stringify(again)}`);
        const found = snapshot(folder);
        Object.entries(onlyNew).forEach(([name, content]) => {
          assert.equal(found[name], content);
        });
        assert.deepEqual(
          Object.keys(found).filter((name) => name.startsWith(".")),
          [],
        );
      }
    });
  });

  describe(`a recovery of ${row.title} that is killed before any step`, () => {
    it("can be begun again and ends in the same state", async () => {
      const steps = await stepsOf(row);
      const renames = steps.flatMap((name, index) => (name === "rename" ? [index + 1] : []));
      // The lock, the journal, four files into place: before the second of them, and after the last.
      const halfWay = renames[3] ?? 0;
      const allInPlace = (renames[5] ?? 0) + 1;
      for (const killBefore of [halfWay, allInPlace]) {
        const killed = await folderWith(row);
        await rig.run({ calls: [writing(killed)], killBefore });
        const sample = copyOf(killed);
        const names: string[] = [];
        const files = filesOf(watchedSteps((_step, name) => void names.push(name)));
        assert.deepEqual(await files.recoverBundle(sample, prefix), {
          ok: true,
          value: { recovered: killBefore === halfWay },
        });
        for (const step of changingSteps(names)) {
          const folder = copyOf(killed);
          const call = { method: "recoverBundle", path: folder } as const;
          const { signal } = await rig.run({ calls: [call], killBefore: step });
          assert.equal(signal, "SIGKILL");
          assertNoPartialFile(folder, row);
          assert.ok((await nodeFiles().recoverBundle(folder, prefix)).ok);
          assertWhole(folder, row, killBefore === allInPlace);
        }
      }
    });
  });

  for (const code of ["ENOSPC", "EACCES"]) {
    describe(`a writer of ${row.title} that meets ${code}`, () => {
      it("at any one step undoes everything by itself, or has written all", async () => {
        const steps = await stepsOf(row);
        const failures = new Set<string>();
        for (let failing = 1; failing <= steps.length; failing += 1) {
          const folder = await folderWith(row);
          const files = filesOf(
            watchedSteps((step) => {
              if (step === failing) {
                throw systemError(code);
              }
            }),
          );
          const result = await files.writeBundle(folder, bundle("new"), { overwrite: true, now });
          if (result.ok) {
            assert.ok((await files.recoverBundle(folder, prefix)).ok);
          } else {
            failures.add(result.failure.code);
            assert.ok(result.failure.path.startsWith(folder));
          }
          assert.deepEqual(
            snapshot(folder),
            result.ok ? row.written : row.untouched,
            `step ${failing} ${String(steps[failing - 1])}`,
          );
        }
        const expected = { ENOSPC: "disk-full", EACCES: "file-permission-denied" }[code];
        assert.deepEqual([...failures], [expected]);
      });

      it("from any step on leaves what recoverBundle brings to an end", async () => {
        const steps = await stepsOf(row);
        for (let failing = 1; failing <= steps.length; failing += 1) {
          const folder = await folderWith(row);
          let isBroken = true;
          const files = filesOf(
            watchedSteps((step) => {
              if (isBroken && step >= failing) {
                throw systemError(code);
              }
            }),
          );
          await files.writeBundle(folder, bundle("new"), { overwrite: true, now });
          isBroken = false;
          assertNoPartialFile(folder, row);
          const recovered = await files.recoverBundle(folder, prefix);
          assert.ok(recovered.ok, `step ${failing}: ${JSON.stringify(recovered)}`);
          assertWhole(folder, row, isWritten(folder));
        }
      });
    });
  }
}
