// docs/diagnosis-matrix.md: every fault with its diagnosis, and what other clients say of it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseMqttUrl } from "../../../src/core/connection/options";
import { diagnosisWords } from "../../../src/ui/words/diagnoses";
import { test, type Choices, type Device } from "../connectionDevice";
import { faults } from "./faults";
import { nameOf, type Fault } from "./fault";
import { openLab, type Lab } from "./lab";
import { matrixDoc, ownName, type Sayings } from "./matrixDoc";
import { neighbours } from "./neighbours";
import { clientNames, clients, closeClients, normal, type Job } from "./otherClients";
import { closePeers } from "./sharedPeers";

const docFile = "docs/diagnosis-matrix.md";
const sayingsFile = "test/interop/faults/sayings.json";
const isUpdate = process.env["UPDATE_DOCS"] === "1";

/** Faults that another client can meet: it has no properties file, no settings, and publishes one message. */
const compared: readonly Fault[] = faults.filter(
  ({ live, place, code }) =>
    live !== true &&
    place === undefined &&
    !["properties-invalid", "server-url-invalid", "mqtt-subscribe-denied"].includes(code),
);

function jobOf(url: string, device: Device, { caFile, network, protocolVersion = 4 }: Choices): Job {
  const endpoint = parseMqttUrl(url);
  assert.ok(endpoint.ok);
  const local = device.file("server.pub.pem");
  const isThere = caFile !== undefined || hasFile(local);
  return {
    ...endpoint.value,
    caFile: caFile ?? (isThere ? local : undefined),
    ownFile: network === undefined ? device.file("client.nopass.pem") : undefined,
    protocolVersion,
  };
}

function hasFile(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

async function sayingsOf(lab: Lab, fault: Fault): Promise<Readonly<Record<string, string>>> {
  const running = await fault.serve(lab);
  try {
    const device = fault.device?.(lab) ?? lab.device;
    const choices = fault.choices?.(lab) ?? {};
    const said: Record<string, string> = { [ownName]: await ourWords(device, running.url, choices) };
    const job = jobOf(running.url, device, choices);
    const texts = await Promise.all(clientNames.map((client) => clients[client](job)));
    clientNames.forEach((client, index) => (said[client] = normal(texts[index] ?? "")));
    return said;
  } finally {
    await running.stop();
  }
}

async function ourWords(device: Device, url: string, choices: Choices): Promise<string> {
  const { report } = await test(device, url, choices);
  assert.ok(report?.diagnosis);
  const { title, detail } = diagnosisWords(report.diagnosis, report);
  return normal(`${title}. ${detail}`);
}

/** Asks all clients about all faults, a few at a time. */
async function measured(lab: Lab): Promise<Sayings> {
  const sayings: Record<string, Readonly<Record<string, string>>> = {};
  const waiting = [...compared];
  const work = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      sayings[nameOf(fault)] = await sayingsOf(lab, fault);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return Object.fromEntries(compared.map((fault) => [nameOf(fault), sayings[nameOf(fault)] ?? {}]));
}

describe(docFile, () => {
  it("quotes what other clients say of each fault (UPDATE_DOCS=1 asks them)", async () => {
    if (isUpdate) {
      const lab = await openLab();
      try {
        writeFileSync(sayingsFile, `${JSON.stringify(await measured(lab), undefined, 2)}\n`);
      } finally {
        closeClients();
        await closePeers();
        await lab.close();
      }
    }
    const sayings = JSON.parse(readFileSync(sayingsFile, "utf8")) as Sayings;
    assert.deepEqual(Object.keys(sayings), compared.map(nameOf));
  });

  it("is made from the faults and those quotes (UPDATE_DOCS=1 writes it)", () => {
    const sayings = JSON.parse(readFileSync(sayingsFile, "utf8")) as Sayings;
    const text = matrixDoc(faults, neighbours, sayings);
    if (isUpdate) {
      writeFileSync(docFile, text);
    }
    assert.equal(readFileSync(docFile, "utf8"), text);
  });
});
