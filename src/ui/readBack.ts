import type { Json } from "../core/credential/json";
import type { KeptValue } from "../core/credential/valueCalls";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Outcome } from "./command";
import { withProgress } from "./progress";
import { textOption } from "./serverArguments";
import { serverLinkOf } from "./serverLinks";
import { signedInServer } from "./signedInServer";
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
  const { server, board } = signedIn.value;
  const { readBack } = await import("../flows/readBack");
  const deviceName = serverLinkOf(app, server, path.value)?.deviceName;
  const request = { propertiesPath: path.value, ...(deviceName === undefined ? {} : { deviceName }) };
  const read = await withProgress(`Reading what ${server.name} has of the device`, (signal) =>
    readBack(request, { ...app.world, board }, signal),
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

function publicValue({ key, value, atMs }: KeptValue): PublicValue {
  return { key, value, time: timeText(atMs) };
}
