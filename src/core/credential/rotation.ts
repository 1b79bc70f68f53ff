import { createHash } from "node:crypto";
import { isCertificate } from "./comparison";
import type { ServerCredentials } from "./deviceCalls";
import { isJsonObject, parseJson, stringOf, type JsonObject } from "./json";

/** A rotation that has begun and not ended, as its journal has it. No secret is in it. */
export interface Rotation {
  /** Absolute path. */
  readonly propertiesPath: string;
  readonly serverName: string;
  readonly restUrl: string;
  readonly deviceId: string;
  readonly deviceName: string;
  /** From `provisioning` on the server may have the new certificate. */
  readonly stage: "issuing" | "provisioning";
  /** Credentials id of the certificate that lay beside the properties file before. */
  readonly oldId: string;
  /** Credentials id of the new one; there from `provisioning` on. */
  readonly newId?: string;
  /** What the server had before: that certificate, or something else, which the keyring keeps. */
  readonly before: "certificate" | "keyring";
}

/** What a server has of the device. `gone`: there is no such device any more. */
export type InForce = "old" | "new" | "other" | "gone";

/** Says what is in force. `old` is the whole object of before; undefined where it is lost. */
export function inForceOf(
  now: ServerCredentials,
  { newId }: Pick<Rotation, "newId">,
  old: JsonObject | undefined,
): Exclude<InForce, "gone"> {
  if (newId !== undefined && isCertificate(now, newId)) {
    return "new";
  }
  return isSame(now, old) ? "old" : "other";
}

/** The id of basic credentials is a hash of less than all that they are; of a certificate the text may be written otherwise. */
function isSame({ type, credentialsId, whole }: ServerCredentials, old: JsonObject | undefined): boolean {
  return (
    type === old?.["credentialsType"] &&
    credentialsId === old["credentialsId"] &&
    (type === "X509_CERTIFICATE" || whole["credentialsValue"] === old["credentialsValue"])
  );
}

/** What rolling back has to do at the server. */
export type PutBack = "nothing" | "put-back" | "leave-to-person";

/** Decides it. What somebody else gave the device is replaced only where the person, who was told, says so. */
export function putBackOf(inForce: InForce, mayReplaceOthers: boolean): PutBack {
  switch (inForce) {
    case "old":
    case "gone":
      return "nothing";
    case "new":
      return "put-back";
    case "other":
      return mayReplaceOthers ? "put-back" : "leave-to-person";
  }
}

/** Names the journal of a properties file: one for each. */
export function journalNameOf(propertiesPath: string): string {
  return `${createHash("sha256").update(propertiesPath, "utf8").digest("hex").slice(0, 32)}.json`;
}

/** The text of a journal whose rotation has ended. */
export const endedJournal = '{"version":1}\n';

/** Gives the text of a journal. */
export function journalTextOf(rotation: Rotation): string {
  return `${JSON.stringify({ version: 1, rotation }, undefined, 2)}\n`;
}

/** Reads a journal; undefined where its rotation has ended, and where the text is none of ours. */
export function rotationIn(text: string): Rotation | undefined {
  const parsed = parseJson(text);
  const rotation = parsed.ok && isJsonObject(parsed.value) ? parsed.value["rotation"] : undefined;
  if (!isJsonObject(rotation)) {
    return undefined;
  }
  const texts = textsIn(rotation);
  const choices = choicesIn(rotation);
  return texts && choices && { ...texts, ...choices };
}

const textNames = ["propertiesPath", "serverName", "restUrl", "deviceId", "deviceName", "oldId"] as const;

type Texts = Pick<Rotation, (typeof textNames)[number]>;

function textsIn(rotation: JsonObject): Texts | undefined {
  const isWhole = textNames.every((name) => typeof rotation[name] === "string");
  // Every one of them is there, and is a text.
  return isWhole
    ? (Object.fromEntries(textNames.map((name) => [name, rotation[name]])) as unknown as Texts)
    : undefined;
}

/** The server is asked for the new certificate by its id, so that has to be there once it may have it. */
function choicesIn({
  stage,
  before,
  newId,
}: JsonObject): Pick<Rotation, "stage" | "before" | "newId"> | undefined {
  const id = stringOf(newId);
  if (before !== "certificate" && before !== "keyring") {
    return undefined;
  }
  if (stage === "issuing") {
    return { stage, before, ...(id === undefined ? {} : { newId: id }) };
  }
  return stage === "provisioning" && id !== undefined ? { stage, before, newId: id } : undefined;
}
