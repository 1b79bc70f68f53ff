import { fail, ok, type Result } from "../core/result";
import type { RunningTestServer } from "../flows/runTestServer";
import type { ServerChoice } from "../flows/testConnection";
import { localTestServerName } from "./app";
import type { CommandFailure } from "./command";
import type { ServerSetting } from "./normalisedSettings";
import { serverUnknown } from "./words/servers";

/** What a choice is made from. */
export interface ChoiceFacts {
  readonly servers: readonly ServerSetting[];
  readonly running: Pick<RunningTestServer, "mqttUrl" | "restUrl" | "caFile"> | undefined;
  /** Makes a path of the settings absolute. */
  readonly absolute: (path: string) => string;
}

/**
 * Gives the server of a name. The Local Test Server is there under its name always: while it runs with its address and
 * certificate, otherwise with the address that it would have.
 */
export function serverNamed(name: string, facts: ChoiceFacts): Result<ServerChoice, CommandFailure> {
  if (name === localTestServerName) {
    const { running } = facts;
    return ok(
      running === undefined
        ? { name, mqttUrl: "mqtts://127.0.0.1:8883", isOwn: true }
        : { name, mqttUrl: running.mqttUrl, restUrl: running.restUrl, caFile: running.caFile, isOwn: true },
    );
  }
  const found = facts.servers.find((server) => server.name === name);
  if (found === undefined) {
    return fail(serverUnknown(name));
  }
  const { mqttUrl, restUrl, caFile, restCaFile } = found;
  return ok({
    name,
    mqttUrl,
    ...(caFile === undefined ? {} : { caFile: facts.absolute(caFile) }),
    ...(restUrl === undefined ? {} : { restUrl }),
    ...(restCaFile === undefined ? {} : { restCaFile: facts.absolute(restCaFile) }),
  });
}
