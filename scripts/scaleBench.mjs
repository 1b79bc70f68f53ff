// Measures a workspace of very many devices in a real extension host, and prints the numbers as JSON.
// Usage: node scripts/scaleBench.mjs [devices] [package of an older version]
import { scaleRow } from "./host/scaleBench.mjs";

const [count = "10000", vsix] = process.argv.slice(2);
console.log(JSON.stringify(await scaleRow({ count: Number(count), vsix, isBase: vsix !== undefined })));
