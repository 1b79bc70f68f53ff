import type { ServerChoice } from "../flows/testConnection";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";

/** Which device of a server stands for a properties file. No secret is in it. */
export interface ServerLink {
  readonly deviceId: string;
  readonly deviceName: string;
}

type Place = Pick<ServerChoice, "name" | "restUrl">;

const memoryKey = "serverDevices";

/** Gives the device that a properties file was provisioned as; undefined where it was not from here. */
export function serverLinkOf(
  { workspaceMemory }: Pick<App, "workspaceMemory">,
  server: Place,
  propertiesPath: string,
): ServerLink | undefined {
  const links = optionsArgument(workspaceMemory.get<unknown>(memoryKey));
  const { deviceId, deviceName } = optionsArgument(links[keyOf(server, propertiesPath)]);
  return typeof deviceId === "string" && typeof deviceName === "string"
    ? { deviceId, deviceName }
    : undefined;
}

/** Remembers it, of the latest 1,000. */
export async function rememberServerLink(
  { workspaceMemory }: Pick<App, "workspaceMemory">,
  { server, propertiesPath }: { readonly server: Place; readonly propertiesPath: string },
  { deviceId, deviceName }: ServerLink,
): Promise<void> {
  const links = optionsArgument(workspaceMemory.get<unknown>(memoryKey));
  const key = keyOf(server, propertiesPath);
  const others = Object.entries(links).filter(([other]) => other !== key);
  const kept = [...others.slice(1 - mostLinks), [key, { deviceId, deviceName }] as const];
  await workspaceMemory.update(memoryKey, Object.fromEntries(kept));
}

const mostLinks = 1000;

/** By address: a name may be given to another server. */
function keyOf({ name, restUrl }: Place, propertiesPath: string): string {
  return `${restUrl ?? name}\n${propertiesPath}`;
}
