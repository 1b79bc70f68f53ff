// A program that generates a bundle with the real world as another user or on another file system: prints one line of JSON.
import { generateIdentity } from "../../src/flows/generateIdentity";
import { nextTurn, systemClock } from "../../src/io/clock";
import { nodeEntropy } from "../../src/io/entropy";
import { nodeFiles } from "../../src/io/files";
import { machineNames } from "../../src/io/machine";

const world = {
  files: nodeFiles(),
  clock: systemClock,
  entropy: nodeEntropy(),
  machine: machineNames(),
  pause: nextTurn,
};
const [propertiesPath = "", overwrite] = process.argv.slice(2);
const result = await generateIdentity(
  { propertiesPath, side: "client", overwrite: overwrite === "overwrite", validityDays: 3650 },
  world,
  new AbortController().signal,
);
console.log(JSON.stringify(result.ok ? "ok" : result.failure));
