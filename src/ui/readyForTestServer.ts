import type { App } from "./app";
import { done, failed, type Outcome } from "./command";
import { generateFirst } from "./generate";
import { withProgress } from "./progress";
import { putIntoRegistry } from "./testServerCommands";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { startingTestServerText } from "./words/firstRun";
import { testServerFailureWords } from "./words/testServer";

/**
 * Does what a device lacks to be let in by the Local Test Server: a client certificate, the server, a place in its
 * registry. What is there already stays as it is. Gives the properties file.
 */
export async function readyForTestServer(app: App, properties: unknown): Promise<Outcome<string>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  for (const step of [certified, started, putIntoRegistry]) {
    const outcome = await step(app, path.value);
    if (outcome?.kind !== "done") {
      return outcome;
    }
  }
  return path;
}

async function certified(app: App, propertiesPath: string): Promise<Outcome<unknown>> {
  const { readPublicCert } = await import("../flows/readPublicCert");
  const cert = await readPublicCert(propertiesPath, app.world);
  if (cert.ok) {
    return done(undefined);
  }
  return cert.failure.code === "client-cert-missing"
    ? generateFirst(app, "client", propertiesPath)
    : failed(failureWords(cert.failure, propertiesPath));
}

/** Whoever just wants to connect has no wish for a certain port. */
async function started({ testServer }: App): Promise<Outcome<unknown>> {
  const running = await withProgress(startingTestServerText(), async (signal) => {
    const first = await testServer.start({}, signal);
    const isTaken = !first.ok && first.failure.code === "port-taken";
    return isTaken ? testServer.start({ port: 0, restPort: 0 }, signal) : first;
  });
  if (running.ok) {
    return done(undefined);
  }
  return running.failure.code === "cancelled" ? undefined : failed(testServerFailureWords(running.failure));
}
