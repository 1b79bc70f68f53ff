import * as l10n from "@vscode/l10n";
import type { Registered, RegistrationFailure } from "../core/testServer/changes";
import type { Result } from "../core/result";
import type { RunningTestServer } from "../flows/runTestServer";
import { localTestServerName, type App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, showWithActions, type Action, type Outcome } from "./command";
import { withProgress } from "./progress";
import { portsArgument, textOption } from "./serverArguments";
import { propertiesPathFrom } from "./whichDevice";
import { failureWords } from "./words/failures";
import { registrationFailureWords, testServerFailureWords, testServerNotRunning } from "./words/testServer";

/** What starting the Local Test Server gives to its caller. */
export type TestServerAddress = Pick<RunningTestServer, "mqttUrl" | "restUrl" | "caFile">;

/** Starts the Local Test Server; gives the one that runs where there is one already. */
export async function startTestServer(app: App, options: unknown): Promise<Outcome<TestServerAddress>> {
  const ports = portsArgument(options);
  if (!ports.ok) {
    return failed(ports.failure);
  }
  const wasRunning = app.testServer.running() !== undefined;
  const started = await withProgress(
    l10n.t("Starting {localTestServerName}", { localTestServerName }),
    (signal) => app.testServer.start(ports.value, signal),
  );
  if (!started.ok) {
    return started.failure.code === "cancelled"
      ? undefined
      : failed(testServerFailureWords(started.failure, ports.value));
  }
  const { mqttUrl, restUrl, caFile } = started.value;
  const facts = { localTestServerName, mqttUrl };
  void showWithActions(
    "information",
    wasRunning
      ? l10n.t("The {localTestServerName} is running already on {mqttUrl}.", facts)
      : l10n.t("The {localTestServerName} is running on {mqttUrl}.", facts),
    [connectDevice, { title: l10n.t("Stop"), command: "thingsboardX509.stopTestServer", args: [] }],
  );
  return done({ mqttUrl, restUrl, caFile });
}

/** What a server is started for. */
const connectDevice: Action = {
  title: l10n.t("Connect to Local Test Server"),
  command: "thingsboardX509.connectToTestServer",
  args: [],
};

/** Stops the Local Test Server, after its devices of this window said good-bye; does nothing where none runs. */
export async function stopTestServer(app: App): Promise<Outcome<undefined>> {
  const { sessions } = app;
  const own = sessions
    .kept()
    .filter((path) => sessions.lastReport(path)?.server.name === localTestServerName);
  await Promise.all(own.map((path) => sessions.disconnect(path)));
  await app.testServer.stop();
  return done(undefined);
}

/** What registering gives to its caller. */
export type RegisteredDevice = Pick<Registered, "deviceId" | "credentialsId">;

/** Puts a device's public certificate into the registry of the Local Test Server. */
export async function registerWithTestServer(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<RegisteredDevice>> {
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const registered = await putIntoRegistry(
    app,
    path.value,
    textOption(optionsArgument(options)["deviceName"]),
  );
  return registered?.kind === "done" ? told(path.value, registered.value) : registered;
}

/** The same, without telling; the device is called what the tree calls it unless a name is given. */
export async function putIntoRegistry(
  app: App,
  propertiesPath: string,
  deviceName?: string,
): Promise<Outcome<Registered>> {
  const { readPublicCert } = await import("../flows/readPublicCert");
  const cert = await readPublicCert(propertiesPath, app.world);
  if (!cert.ok) {
    return failed(failureWords(cert.failure, propertiesPath));
  }
  const server = app.testServer.running();
  if (server === undefined) {
    return failed(testServerNotRunning);
  }
  const registered = await (deviceName === undefined
    ? registerByTreeName(server, cert.value.pem, await treeNameOf(app, propertiesPath))
    : server.register(cert.value.pem, deviceName));
  return registered.ok
    ? done(registered.value)
    : failed(registrationFailureWords(registered.failure, propertiesPath));
}

/** A certificate that has a device already stays with it, whatever the tree calls the device today. */
async function registerByTreeName(
  server: RunningTestServer,
  certificatePem: string,
  name: string | undefined,
): Promise<Result<Registered, RegistrationFailure>> {
  const registered = await server.register(certificatePem, name);
  const isOwned = !registered.ok && registered.failure.code === "credentials-assigned-to-other";
  return isOwned ? server.register(certificatePem) : registered;
}

/** No two devices of the view have one: they must not take each other's place. */
async function treeNameOf({ devices }: App, propertiesPath: string): Promise<string | undefined> {
  await devices.all();
  return devices.names().get(propertiesPath);
}

function told(
  propertiesPath: string,
  { deviceId, deviceName, credentialsId }: Registered,
): Outcome<RegisteredDevice> {
  const message = l10n.t(
    "The {localTestServerName} knows this certificate now, as that of the device {deviceName}.",
    { localTestServerName, deviceName },
  );
  const test = {
    title: l10n.t("Test Connection"),
    command: "thingsboardX509.testConnection",
    args: [propertiesPath, { server: localTestServerName }],
  };
  void showWithActions("information", message, [test]);
  return done({ deviceId, credentialsId });
}
