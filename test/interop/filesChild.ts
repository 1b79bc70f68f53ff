// A program that uses the real port: prints one line of JSON for each call, and kills itself where it is told to.
import * as promises from "node:fs/promises";
import { filesOf } from "../../src/io/files";
import { bundle, now, prefix, snapshot, type Call, type Job } from "./filesBundles";
import { watchedSteps } from "./filesSteps";

const { calls, killBefore, umask } = JSON.parse(process.argv[2] ?? "") as Job;
if (umask !== undefined) {
  process.umask(umask);
}
const steps =
  killBefore === undefined
    ? promises
    : watchedSteps((step) => {
        if (step === killBefore) {
          process.kill(process.pid, "SIGKILL");
          // The signal may take a moment: nothing may happen meanwhile.
          return new Promise<void>(() => undefined);
        }
        return undefined;
      });
const files = filesOf(steps);

async function done(call: Call): Promise<unknown> {
  switch (call.method) {
    case "snapshot":
      return snapshot(call.path);
    case "read":
      return outcome(await files.read(call.path, call.maxBytes));
    case "stamp":
      return outcome(await files.stamp(call.path));
    case "create":
    case "replace":
      return outcome(await files[call.method](call.path, Buffer.from(call.text), call.mode));
    case "replaceOften":
      return replaceOften(call.path, call.times);
    case "writeBundle": {
      const { version, overwrite } = call;
      return outcome(await files.writeBundle(call.path, bundle(version), { overwrite, now }));
    }
    case "recoverBundle":
      return outcome(await files.recoverBundle(call.path, prefix));
  }
}

async function replaceOften(file: string, times: number): Promise<string> {
  for (let count = 0; count < times; count += 1) {
    const letter = "abcdefghijklmnopqrstuvwxyz".charAt(count % 26);
    await files.replace(file, Buffer.from(letter.repeat(1 + count * 20)), 0o600);
  }
  return "ok";
}

function outcome(
  result: { readonly ok: true } | { readonly ok: false; readonly failure: { readonly code: string } },
): string {
  return result.ok ? "ok" : result.failure.code;
}

for (const call of calls) {
  console.log(JSON.stringify(await done(call)));
}
