import { refined, type ServerKnowledge } from "../core/connection/refine";
import type { ReportFacts } from "../core/connection/report";
import { compareWithTestServer, serverKnowledge } from "../flows/serverKnowledge";
import type { ServerChoice } from "../flows/testConnection";
import { testServerIndexes } from "../flows/testServerIndex";
import type { App } from "./app";
import { serverLinkOf } from "./serverLinks";

/** What refining a report needs. */
export type RefineParts = Pick<App, "world" | "accounts" | "testServer" | "workspaceMemory">;

/** The connection has been tested by then: nobody waits much longer for a REST API. */
const mostMs = 5000;

/**
 * Says more precisely why a device was refused, where somebody is signed in to the server or it is the Local Test Server, and
 * warns of clocks that differ. A server that does not answer soon changes nothing.
 */
export async function refinedReport(
  report: ReportFacts,
  { server, timeoutMs }: { readonly server: ServerChoice; readonly timeoutMs: number },
  parts: RefineParts,
  signal: AbortSignal,
): Promise<ReportFacts> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(Math.min(timeoutMs, mostMs))]);
  return refined(report, await knowledgeOf(report, server, { ...parts, signal: bounded }));
}

async function knowledgeOf(
  report: ReportFacts,
  server: ServerChoice,
  { world, accounts, testServer, workspaceMemory, signal }: RefineParts & { readonly signal: AbortSignal },
): Promise<ServerKnowledge> {
  const { properties } = report;
  const running = server.isOwn === true ? testServer.running() : undefined;
  if (running !== undefined) {
    const devices = testServerIndexes()(running.devices());
    const comparison = await compareWithTestServer(properties, devices, world);
    return comparison === undefined ? {} : { comparison };
  }
  const board = await accounts.thingsBoardOf(server);
  if (!board.ok) {
    return {};
  }
  const link = serverLinkOf({ workspaceMemory }, server, properties);
  const request = {
    propertiesPath: properties,
    ...(link === undefined ? {} : { deviceName: link.deviceName }),
  };
  return serverKnowledge(report, request, { ...world, board: board.value }, signal);
}
