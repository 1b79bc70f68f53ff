// A program that tests a connection from a place without network: prints one line of JSON. Usage: FOLDER URL BOUND_MS [silent]
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { deviceIn, test } from "./connectionDevice";

const [folder = "", url = "", timeoutMs = "", nameServer] = process.argv.slice(2);
if (nameServer === "silent") {
  const server = createSocket("udp4").bind(53, "127.0.0.1").unref();
  await once(server, "listening");
}
const tested = await test(deviceIn(folder), url, { timeoutMs: Number(timeoutMs) });
console.log(JSON.stringify({ events: [], elapsedMs: tested.elapsedMs, report: tested.report }));
// getaddrinfo goes on asking, and nobody needs its answer.
process.exit();
