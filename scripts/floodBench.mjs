// Measures a flood from mosquitto in a real extension host, and prints its table.
import { floodSection } from "./host/floodBench.mjs";

console.log(await floodSection());
