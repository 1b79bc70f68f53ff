// Publishes messages of QoS 0 at a steady rate over plain TCP, as fast as a prebuilt buffer can be written.
// Usage: node floodPublisher.mjs PORT COUNT RATE PAYLOAD_BYTES   (prints how many were written)
import { connect } from "node:net";
import { performance } from "node:perf_hooks";

const [port, count, rate, payloadBytes] = process.argv.slice(2).map(Number);
const topic = Buffer.from("flood/telemetry");
const text = `{"temperature":21.5,"humidity":40,"note":"`;
const payload = Buffer.from(`${text}${"x".repeat(payloadBytes - text.length - 2)}"}`);
const message = packet(0x30, Buffer.concat([lengthOf(topic), topic, payload]));
const mostInBatch = Math.max(1, Math.min(1000, Math.floor(4_194_304 / message.length)));
const batch = Buffer.concat(Array(mostInBatch).fill(message));

const socket = connect(port, "127.0.0.1");
const clientId = Buffer.from("flood-publisher");
socket.write(
  packet(
    0x10,
    Buffer.concat([
      Buffer.from("00044d515454", "hex"),
      Buffer.from([4, 2, 0, 0]),
      lengthOf(clientId),
      clientId,
    ]),
  ),
);
await new Promise((resolve) => socket.once("data", resolve));

const startMs = performance.now();
let sent = 0;
while (sent < count) {
  const due = Math.min(count, Math.ceil(((performance.now() - startMs) * rate) / 1000)) - sent;
  if (due === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    continue;
  }
  const some = Math.min(due, mostInBatch);
  sent += some;
  if (!socket.write(batch.subarray(0, some * message.length))) {
    await new Promise((resolve) => socket.once("drain", resolve));
  }
}
socket.end(packet(0xe0, Buffer.alloc(0)));
await new Promise((resolve) => socket.once("close", resolve));
console.log(sent);

function lengthOf(bytes) {
  return Buffer.from([bytes.length >> 8, bytes.length & 0xff]);
}

/** The fixed header and the rest (MQTT 3.1.1 §2.2). */
function packet(first, body) {
  const head = [first];
  let rest = body.length;
  do {
    head.push((rest % 128) + (rest > 127 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(head), body]);
}
