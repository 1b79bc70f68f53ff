import type { Json } from "../core/credential/json";
import type { KeptValue } from "../core/credential/valueCalls";
import type { readBack } from "../flows/readBack";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Outcome } from "./command";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { serverLinkOf } from "./serverLinks";
import { signedInServer, type SignedInServer } from "./signedInServer";
import { propertiesPathFrom } from "./whichDevice";
import { provisionFailureWords } from "./words/provisioning";
import { readBackLines, readBackSentence, timeText } from "./words/readBack";

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
export async function readBackValues(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<ReadBackValues>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const signedIn = await signedInServer(app, textOption(optionsArgument(options)["server"]), path.value);
  if (signedIn?.kind !== "done") {
    return signedIn;
  }
  const { server } = signedIn.value;
  const read = await withProgress(`Reading what ${server.name} has of the device`, (signal) =>
    readFrom(app, signedIn.value, path.value, signal),
  );
  if (!read.ok) {
    const { failure } = read;
    const subject = { server, propertiesPath: path.value };
    return failure.code === "cancelled" ? undefined : failed(provisionFailureWords(failure, subject));
  }
  const { device, telemetry, attributes } = read.value;
  app.output.append(readBackLines(read.value, server.name));
  void showWithActions("information", readBackSentence(read.value, server.name), [
    { title: "Show Output", command: "thingsboardX509.showOutput", args: [] },
  ]);
  return done({
    deviceId: device.id,
    deviceName: device.name,
    telemetry: telemetry.map(publicValue),
    attributes: attributes.map(publicValue),
  });
}

/** The longest that a message is followed to the server, milliseconds. */
const followingMs = 10_000;

/**
 * Writes into the output what the server has of a device that has just published, where somebody is signed in to the server
 * that it is connected to. Anything else is silent: nobody asked.
 */
export async function followPublished(app: App, propertiesPath: string): Promise<void> {
  const name = app.sessions.lastReport(propertiesPath)?.server.name;
  const signedIn = await signedInServer(app, name, propertiesPath);
  if (name === undefined || signedIn?.kind !== "done") {
    return;
  }
  const read = await readFrom(app, signedIn.value, propertiesPath, AbortSignal.timeout(followingMs));
  if (read.ok) {
    app.output.append(readBackLines(read.value, name));
  } else {
    app.log.info(`read back after a publish: ${read.failure.code}`);
  }
}

async function readFrom(
  app: App,
  { server, board }: SignedInServer,
  propertiesPath: string,
  signal: AbortSignal,
): ReturnType<typeof readBack> {
  const flow = await import("../flows/readBack");
  const deviceName = serverLinkOf(app, server, propertiesPath)?.deviceName;
  const request = { propertiesPath, ...(deviceName === undefined ? {} : { deviceName }) };
  return flow.readBack(request, { ...app.world, board }, signal);
}

function publicValue({ key, value, atMs }: KeptValue): PublicValue {
  return { key, value, time: timeText(atMs) };
}
