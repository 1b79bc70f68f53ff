// A soak of its own length, started by scripts/soak.mjs: minutes, devices and the seconds between rounds are its arguments.
import { performance } from "node:perf_hooks";
import { setTimeout as rest } from "node:timers/promises";
import { risesOf, sampleHead, sampleRow } from "./soak/samples";
import { soak } from "./soak/soak";

const [minutes = "120", devices = "50", pauseSeconds = "0"] = process.argv.slice(2);
const endMs = performance.now() + Number(minutes) * 60_000;
console.log(sampleHead);
const samples = await soak({
  devices: Number(devices),
  isOver: () => performance.now() > endMs,
  sampled: async (sample) => {
    console.log(sampleRow(sample));
    await rest(Number(pauseSeconds) * 1_000);
  },
});
const rises = risesOf(samples);
console.log(rises.length === 0 ? `\nflat over ${samples.length} rounds` : `\n${rises.join("\n")}`);
process.exitCode = rises.length === 0 && samples.length >= 6 ? 0 : 1;
