// A program that generates a bundle with the real world as another user or on another file system: prints one line of JSON.
import { generateIdentity } from "../../src/flows/generateIdentity";
import { issuingWorld } from "./issuingWorld";

const world = issuingWorld();
const [propertiesPath = "", overwrite] = process.argv.slice(2);
const result = await generateIdentity(
  { propertiesPath, side: "client", overwrite: overwrite === "overwrite", validityDays: 3650 },
  world,
  new AbortController().signal,
);
console.log(JSON.stringify(result.ok ? "ok" : result.failure));
