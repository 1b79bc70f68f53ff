import { clientCode, keyFileOf, type ClientLanguage } from "../core/clientCode/clientCode";
import type { ClientFacts, SentMessage } from "../core/clientCode/facts";
import { clientIdOf, parseMqttUrl, type UrlFailure } from "../core/connection/options";
import type { Identity } from "../core/identity/identity";
import { leafIn } from "../core/keystore/leaf";
import { pemTextOf } from "../core/keystore/pem";
import { fail, ok, type Result } from "../core/result";
import { loadIdentity } from "./loadProfile";
import { folderOf, join } from "./paths";
import type { PublicCertFailure } from "./readPublicCert";
import type { ServerChoice } from "./testConnection";
import type { FileFailure, World } from "./world";

/** Which device is to connect where, and what its program is written in. */
export interface ClientCodeRequest {
  /** Absolute path of the properties file. */
  readonly propertiesPath: string;
  readonly server: Pick<ServerChoice, "mqttUrl" | "caFile">;
  readonly language: ClientLanguage;
  /** What is sent, where that is not the sample; `mosquitto_pub` alone knows it. */
  readonly message?: SentMessage;
}

/** A program that connects as Test Connection does. */
export interface ClientCode {
  readonly code: string;
  /** Absolute path of a file with trust anchors that the code names and that is not there. */
  readonly missingTrust?: string;
}

/** Why there is no code to give. */
export type ClientCodeFailure = PublicCertFailure | UrlFailure;

type Looking = Pick<World, "files" | "machine">;

/** Writes a program for a device, with the files that lie beside its properties file. */
export async function clientCodeFor(
  { propertiesPath, server, language, message }: ClientCodeRequest,
  world: Looking,
): Promise<Result<ClientCode, ClientCodeFailure>> {
  const identity = await loadIdentity(propertiesPath, "client", world);
  if (!identity.ok) {
    return identity;
  }
  const endpoint = parseMqttUrl(server.mqttUrl);
  if (!endpoint.ok) {
    return endpoint;
  }
  const folder = folderOf(propertiesPath);
  const own = await ownFacts(folder, identity.value, language, world);
  if (!own.ok) {
    return own;
  }
  const trust = await trustOf(folder, identity.value, server, world);
  const trusted = trust === undefined ? {} : { trustPem: trust.path };
  const code = clientCode(language, {
    ...endpoint.value,
    ...own.value,
    ...trusted,
    ...(message && { message }),
  });
  return ok(trust?.isThere === false ? { code, missingTrust: trust.path } : { code });
}

type OwnFacts = Pick<ClientFacts, "clientId" | "ownPem" | "ownJks">;

/** The device's own files: certificate and the file with the key have to be there. */
async function ownFacts(
  folder: string,
  { filePrefix }: Identity,
  language: ClientLanguage,
  { files }: Looking,
): Promise<Result<OwnFacts, PublicCertFailure>> {
  const file = (ending: string): string => join(folder, filePrefix + ending);
  const path = file(".pub.pem");
  const certificate = await files.read(path);
  const key = await files.stamp(file(keyFileOf(language)));
  if (!certificate.ok) {
    return fail(missing(certificate.failure));
  }
  if (!key.ok) {
    return fail(missing(key.failure));
  }
  const leaf = leafIn(pemTextOf(certificate.value));
  return leaf === undefined
    ? fail({ code: "client-cert-unreadable", path })
    : ok({
        clientId: clientIdOf(filePrefix, leaf.certificate.fingerprint256),
        ownPem: file(".nopass.pem"),
        ownJks: file(".jks"),
      });
}

function missing(failure: FileFailure): PublicCertFailure {
  const { code, path } = failure;
  return code === "file-not-found" ? { code: "client-cert-missing", path } : failure;
}

interface TrustFile {
  readonly path: string;
  readonly isThere: boolean;
}

/** The server's `caFile`, else `S.pub.pem` where it lies beside; undefined: the machine's own anchors. */
async function trustOf(
  folder: string,
  { peer }: Identity,
  { caFile }: ClientCodeRequest["server"],
  { files }: Looking,
): Promise<TrustFile | undefined> {
  const path = caFile ?? join(folder, `${peer.filePrefix}.pub.pem`);
  const { ok: isThere } = await files.stamp(path);
  return isThere || caFile !== undefined ? { path, isThere } : undefined;
}
