import type { ReportFacts } from "../../src/core/connection/report";
import { defaultSubscriptions } from "../../src/core/connection/topics";
import { testConnection } from "../../src/flows/testConnection";
import { forgetfulWorld } from "./localServerRig";

/** Tests one device; a connection that works waits until `mayEnd` resolves. */
export function tester(
  server: Parameters<typeof testConnection>[0]["server"],
  mayEnd: () => Promise<void> = () => Promise.resolve(),
): (propertiesPath: string, stop: AbortSignal) => Promise<ReportFacts | undefined> {
  return async (propertiesPath, stop) => {
    const outcome = await testConnection(
      {
        ...{ propertiesPath, server, timeoutMs: 60_000, protocolVersion: 4, keepOpen: true },
        subscriptions: defaultSubscriptions,
      },
      forgetfulWorld,
      {},
      stop,
    );
    if (outcome?.session !== undefined) {
      await mayEnd();
    }
    await outcome?.session?.disconnect();
    return outcome?.report;
  };
}

/** Resolves for all once so many have come. */
export function gathering(count: number): () => Promise<void> {
  let come = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    come += 1;
    if (come === count) {
      open();
    }
    return all;
  };
}
