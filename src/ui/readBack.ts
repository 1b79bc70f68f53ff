import * as l10n from "@vscode/l10n";
import type { TestedReport } from "../core/connection/reportHistory";
import type { Json } from "../core/credential/json";
import type { KeptValue } from "../core/credential/valueCalls";
import { inspectDevice } from "../flows/inspectDevice";
import type { PublishedMessage, readBack } from "../flows/readBack";
import type { App } from "./app";
import { done, showWithActions, type Outcome } from "./command";
import { deviceOnServer, notAnswered, requestAbout, type DeviceOnServer } from "./deviceOnServer";
import { signedInServer } from "./signedInServer";
import { withProgress } from "./progress";
import { readBackLines, readBackSentence, timeText } from "./words/readBack";
import { arrivalLines } from "./words/report";

/** A value as a caller gets it. */
export interface PublicValue {
  readonly key: string;
  readonly value: Json;
  /** ISO 8601. */
  readonly time: string;
}

/** What Show Values on Server gives to its caller. */
export interface ReadBackValues {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly telemetry: readonly PublicValue[];
  readonly attributes: readonly PublicValue[];
}

/** Shows what a server keeps of a device in the output: proof that what the device sent has arrived. */
export async function readBackValues(app: App, args: readonly unknown[]): Promise<Outcome<ReadBackValues>> {
  const device = await deviceOnServer(app, args);
  if (device?.kind !== "done") {
    return device;
  }
  const { server } = device.value;
  const read = await withProgress(
    l10n.t("Reading what {server} has of the device", { server: server.name }),
    (signal) => readFrom(app, device.value, signal),
  );
  if (!read.ok) {
    return notAnswered(read.failure, device.value);
  }
  const { device: found, telemetry, attributes } = read.value;
  app.output.append(readBackLines(read.value, server.name));
  void showWithActions("information", readBackSentence(read.value, server.name), [
    { title: l10n.t("Show Output"), command: "thingsboardX509.showOutput", args: [] },
  ]);
  return done({
    deviceId: found.id,
    deviceName: found.name,
    telemetry: telemetry.map(publicValue),
    attributes: attributes.map(publicValue),
  });
}

/** The longest that a message is followed to the server, milliseconds. */
const followingMs = 10_000;

/**
 * Writes into the output, and into the report of the test that the session came from, what the server has of a device that has
 * just published, where somebody is signed in to the server that it is connected to. Anything else is silent: nobody asked.
 */
export async function followPublished(
  app: App,
  tested: TestedReport,
  message: PublishedMessage,
): Promise<void> {
  const { server, properties } = tested.report;
  const signedIn = await signedInServer(app, server.name, properties);
  if (signedIn?.kind !== "done") {
    return;
  }
  const request = requestAbout(app, { server: signedIn.value.server, propertiesPath: properties });
  const { readBackAfter } = await import("../flows/readBack");
  const world = { ...app.world, board: signedIn.value.board };
  const read = await readBackAfter(message, request, world, AbortSignal.timeout(followingMs));
  if (!read.ok) {
    app.log.info(`read back after a publish: ${read.failure.code}`);
    return;
  }
  const { arrival } = read.value;
  if (arrival !== undefined) {
    const atMs = message.sentAtMs + arrival.afterMs;
    const utcOffsetMinutes = -new Date(atMs).getTimezoneOffset();
    const { name: device } = await inspectDevice(properties, app.world);
    app.sessions.arrived(tested, arrival);
    app.output.append(arrivalLines(arrival, server.name, { device, atMs, utcOffsetMinutes }));
  }
  app.output.append(readBackLines(read.value, server.name));
}

async function readFrom(
  app: App,
  { server, board, propertiesPath }: DeviceOnServer,
  signal: AbortSignal,
): ReturnType<typeof readBack> {
  const flow = await import("../flows/readBack");
  const request = requestAbout(app, { server, propertiesPath });
  return flow.readBack(request, { ...app.world, board }, signal);
}

function publicValue({ key, value, atMs }: KeptValue): PublicValue {
  return { key, value, time: timeText(atMs) };
}
