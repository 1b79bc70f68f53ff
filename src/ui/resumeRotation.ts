import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Rotation } from "../core/credential/rotation";
import { ok } from "../core/result";
import { carryThrough } from "../flows/rotateClientCert";
import { openRotations } from "../flows/rotationJournal";
import { undoRotation } from "../flows/undoRotation";
import type { App } from "./app";
import { caChoiceFor } from "./caChoice";
import { booleanOption, optionsArgument, pathArgument } from "./callArguments";
import { done, failed, type Outcome } from "./command";
import { pickOne } from "./pick";
import { withProgress } from "./progress";
import { alone, ranRotation, toldOfUndoing, type RotatedCert, type Rotating } from "./rotationRun";
import { serverChosen } from "./servers";
import { signedInServer, type SignedInServer } from "./signedInServer";
import { rotationFolderOf } from "./unfinishedRotations";
import { nothingToResume, otherServer, unfinishedText } from "./words/rotate";

/** Finishes or rolls back a rotation that was interrupted, or that could not be put back; asks which where nothing says so. */
export async function resumeRotation(
  rotating: Rotating,
  [properties, options]: readonly unknown[],
): Promise<Outcome<RotatedCert>> {
  const rotation = await rotationMeant(rotating.app, properties);
  if (rotation?.kind !== "done") {
    return rotation;
  }
  const given = optionsArgument(options);
  const finish = booleanOption(given["finish"]) ?? (await askWhich(rotation.value));
  if (finish === undefined) {
    return undefined;
  }
  return alone(rotating, rotation.value.propertiesPath, () =>
    finish ? finished(rotating, rotation.value, given) : rolledBack(rotating, rotation.value),
  );
}

/** The properties file's rotation, else the only one that waits, else the one that the person picks. */
async function rotationMeant(app: App, properties: unknown): Promise<Outcome<Rotation>> {
  const rotations = await openRotations(rotationFolderOf(app), app.world);
  const given = pathArgument(properties);
  if (given.kind !== "none") {
    const path = given.kind === "path" ? given.path : undefined;
    const meant = rotations.find(({ propertiesPath }) => propertiesPath === path);
    return meant === undefined ? failed(nothingToResume) : done(meant);
  }
  const [first, second] = rotations;
  if (first === undefined) {
    return failed(nothingToResume);
  }
  const items = rotations.map((rotation) => ({
    label: rotation.deviceName,
    description: vscode.workspace.asRelativePath(rotation.propertiesPath),
    rotation,
  }));
  const picked =
    second === undefined
      ? { rotation: first }
      : await pickOne(items, { title: l10n.t("Resume which rotation?") });
  return picked && done(picked.rotation);
}

async function askWhich({ deviceName }: Rotation): Promise<boolean | undefined> {
  const items = [
    {
      label: l10n.t("Finish"),
      detail: l10n.t("Give device and server the new certificate, and test it"),
      finish: true,
    },
    {
      label: l10n.t("Roll Back"),
      detail: l10n.t("Put the old files and the old credentials back"),
      finish: false,
    },
  ];
  const picked = await pickOne(items, {
    title: l10n.t("Resume Rotation"),
    placeHolder: unfinishedText(deviceName),
  });
  return picked?.finish;
}

async function finished(
  { app }: Rotating,
  rotation: Rotation,
  options: Readonly<Partial<Record<string, unknown>>>,
): Promise<Outcome<RotatedCert>> {
  const { propertiesPath, deviceName } = rotation;
  const ca = caChoiceFor(propertiesPath, "client", options);
  const place = await serverOf(app, rotation);
  if (!ca.ok || place?.kind !== "done") {
    return ca.ok ? (place as Exclude<typeof place, { readonly kind: "done" }>) : failed(ca.failure);
  }
  const run = { ...place.value, app, propertiesPath, deviceName, ca: ca.value };
  const journalFolder = rotationFolderOf(app);
  return ranRotation(run, async (issue, world, signal) =>
    ok(await carryThrough(rotation, { issue, journalFolder, mayReplaceOthers: true }, world, signal)),
  );
}

async function rolledBack({ app }: Rotating, rotation: Rotation): Promise<Outcome<RotatedCert>> {
  const { propertiesPath, serverName, stage } = rotation;
  // Nothing was sent to the server yet.
  const place = stage === "issuing" ? undefined : await serverOf(app, rotation);
  if (stage !== "issuing" && place?.kind !== "done") {
    return place;
  }
  const { board, server } =
    place?.kind === "done" ? place.value : { board: undefined, server: { name: serverName, mqttUrl: "" } };
  const request = { rotation, journalFolder: rotationFolderOf(app), mayReplaceOthers: true };
  await app.sessions.disconnect(propertiesPath);
  const undone = await withProgress(
    l10n.t("Rolling back the certificate of {deviceName}", { deviceName: rotation.deviceName }),
    (signal) => undoRotation(request, { ...app.world, board }, signal),
  );
  return toldOfUndoing(undone, rotation, { app, subject: { server, propertiesPath } });
}

/** The server of a rotation, signed in to; one of the same name that is elsewhere now is another. */
async function serverOf(
  app: App,
  { serverName, restUrl, propertiesPath }: Rotation,
): Promise<Outcome<SignedInServer>> {
  const server = serverChosen(app, serverName, propertiesPath);
  // The ports of the Local Test Server may be others each time.
  if (server.ok && server.value.isOwn !== true && server.value.restUrl !== restUrl) {
    return failed(otherServer(serverName, restUrl));
  }
  return signedInServer(app, serverName, propertiesPath);
}
