import type { CompareRequest } from "../flows/compareWithServer";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, type Outcome } from "./command";
import { textOption } from "./serverArguments";
import { serverLinkOf } from "./serverLinks";
import { signedInServer, type SignedInServer } from "./signedInServer";
import { propertiesPathFrom } from "./whichDevice";
import { provisionFailureWords } from "./words/provisioning";

/** A device, and the server on which it is looked for. */
export interface DeviceOnServer extends SignedInServer {
  readonly propertiesPath: string;
}

/** Gives the device and the server that a command's arguments `(properties?, { server? })` mean; asks for what is missing. */
export async function deviceOnServer(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<DeviceOnServer>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const signedIn = await signedInServer(app, textOption(optionsArgument(options)["server"]), path.value);
  return signedIn?.kind === "done" ? done({ ...signedIn.value, propertiesPath: path.value }) : signedIn;
}

/** Asks about the device that the properties file was provisioned as, where that is known. */
export function requestAbout(
  app: Pick<App, "workspaceMemory">,
  { server, propertiesPath }: Pick<DeviceOnServer, "server" | "propertiesPath">,
): CompareRequest {
  const deviceName = serverLinkOf(app, server, propertiesPath)?.deviceName;
  return { propertiesPath, ...(deviceName === undefined ? {} : { deviceName }) };
}

/** Words why a server did not answer; undefined where the person cancelled. */
export function notAnswered(
  failure: Parameters<typeof provisionFailureWords>[0] | { readonly code: "cancelled" },
  subject: Pick<DeviceOnServer, "server" | "propertiesPath">,
): Outcome<never> {
  return failure.code === "cancelled" ? undefined : failed(provisionFailureWords(failure, subject));
}
