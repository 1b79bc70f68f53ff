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
  app: Pick<App, "workspaceMemory">,
  { server, propertiesPath }: { readonly server: Place; readonly propertiesPath: string },
  link: ServerLink,
): Promise<void> {
  await rememberServerLinks(app, server, [[propertiesPath, link]]);
}

/** Remembers those of many properties files. */
export async function rememberServerLinks(
  { workspaceMemory }: Pick<App, "workspaceMemory">,
  server: Place,
  links: readonly (readonly [propertiesPath: string, link: ServerLink])[],
): Promise<void> {
  const before = Object.entries(optionsArgument(workspaceMemory.get<unknown>(memoryKey)));
  const added = links.map(
    ([path, { deviceId, deviceName }]) => [keyOf(server, path), { deviceId, deviceName }] as const,
  );
  const keys = new Set(added.map(([key]) => key));
  const kept = [...before.filter(([key]) => !keys.has(key)), ...added].slice(-mostLinks);
  await workspaceMemory.update(memoryKey, Object.fromEntries(kept));
}

const mostLinks = 1000;

/** By address: a name may be given to another server. */
function keyOf({ name, restUrl }: Place, propertiesPath: string): string {
  return `${restUrl ?? name}\n${propertiesPath}`;
}
