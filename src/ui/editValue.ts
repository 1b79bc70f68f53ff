import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { passwordFrom } from "../core/identity/password";
import type { Profile } from "../core/profile/profile";
import { fail, ok, type Result } from "../core/result";
import { nameOf } from "../flows/paths";
import type { App } from "./app";
import { optionsArgument } from "./callArguments";
import { done, failed, type CommandFailure, type Outcome } from "./command";
import { askForKey, askForValue, type Answer, type Asking } from "./editValueQuestions";
import { openDocument } from "./profileLanguage/documents";
import { editableKeys, shownKeys } from "./profileLanguage/valueRows";
import { writableDocument, writeChange } from "./profileWriter";
import { propertiesPathFrom } from "./whichDevice";
import { unwritableWords } from "./words/editing";
import { sentence } from "./words/sentence";

/** What the command Edit Value gives: the keys whose values are others now. */
export interface EditedValues {
  readonly changed: readonly string[];
}

/**
 * Changes values of a properties file: the one that is given, the one of the key that is given, or those of the keys
 * that the person walks through. Undefined: the person left without a change.
 */
export async function editValue(
  app: App,
  [properties, options]: readonly unknown[],
): Promise<Outcome<EditedValues>> {
  const given = givenBy(options);
  if (!given.ok) {
    return failed(given.failure);
  }
  const path = await propertiesPathFrom(app, properties);
  if (path?.kind !== "done") {
    return path;
  }
  const document = await writableDocument(app, path.value);
  if (document?.kind !== "done") {
    return document;
  }
  const file: EditedFile = { app, path: path.value, profileNow: profilesOf(app, document.value) };
  const { key, value } = given.value;
  if (key === undefined) {
    return walk(file);
  }
  if (!editableKeys(file.profileNow()).includes(key)) {
    return failed(noSuchKey(key, file.path));
  }
  return value === undefined ? askForOne(file, key) : setOne(file, key, value);
}

interface EditedFile {
  readonly app: App;
  readonly path: string;
  readonly profileNow: () => Profile;
}

/** Reads the document's text of that moment; one that was closed in between may have been opened again. */
function profilesOf({ profileOf }: Pick<App, "profileOf">, document: vscode.TextDocument): () => Profile {
  return () => profileOf(openDocument(document.uri) ?? document);
}

async function setOne({ app, path }: EditedFile, key: string, value: string): Promise<Outcome<EditedValues>> {
  return changedBy(await writeChange(app, path, { kind: "set", key, value }));
}

async function askForOne(file: EditedFile, key: string): Promise<Outcome<EditedValues>> {
  const answer = await askForValue(key, askingOf(file));
  return answer?.kind === "change"
    ? changedBy(await writeChange(file.app, file.path, answer.change))
    : undefined;
}

function changedBy(written: Outcome<readonly string[]>): Outcome<EditedValues> {
  return written?.kind === "done" ? done({ changed: written.value }) : written;
}

/** Lists the keys, asks for the value of one, and comes back to the list or goes on to the next, until the person leaves. */
async function walk(file: EditedFile): Promise<Outcome<EditedValues>> {
  const changed = new Set<string>();
  const left = (): Outcome<EditedValues> =>
    changed.size === 0 ? undefined : done({ changed: [...changed] });
  let active: string | undefined;
  let next: string | undefined;
  for (;;) {
    const key: string | undefined =
      next ?? (await askForKey(file.profileNow(), { fileName: nameOf(file.path), active }));
    if (key === undefined) {
      return left();
    }
    const nextKey = keyAfter(file.profileNow(), key);
    const answer = await askForValue(key, { ...askingOf(file), walk: { nextKey } });
    if (answer === undefined) {
      return left();
    }
    const written = await writtenFor(file, answer);
    if (written?.kind === "failed") {
      return written;
    }
    written?.value.forEach((name) => changed.add(name));
    active = key;
    next = answer.kind === "go-on" ? nextKey : undefined;
  }
}

/** Undefined where the answer changes nothing. */
async function writtenFor({ app, path }: EditedFile, answer: Answer): Promise<Outcome<readonly string[]>> {
  return answer.kind === "back" || answer.change === undefined
    ? undefined
    : writeChange(app, path, answer.change);
}

function keyAfter(profile: Profile, key: string): string | undefined {
  const keys = shownKeys(profile);
  return keys[keys.indexOf(key) + 1];
}

function askingOf({ app, profileNow }: EditedFile): Asking {
  const { machine, entropy } = app.world;
  return {
    profileNow,
    machine,
    randomPassword: () => passwordFrom((lengthBytes) => entropy.bytes(lengthBytes)),
  };
}

interface Given {
  readonly key: string | undefined;
  readonly value: string | undefined;
}

function givenBy(options: unknown): Result<Given, CommandFailure> {
  const { key, value } = optionsArgument(options);
  const wrong = [
    ...(isTextOrNone(key) ? [] : [l10n.t("key has to be the name of a key")]),
    ...(isTextOrNone(value) ? [] : [l10n.t("value has to be text")]),
    ...(value !== undefined && key === undefined ? [l10n.t("value needs a key")] : []),
  ];
  if (wrong.length > 0) {
    return fail({
      code: "argument-invalid",
      message: l10n.t("Nothing was changed: {wrong}.", { wrong: wrong.join("; ") }),
    });
  }
  return typeof value === "string" && /\0|\p{Cs}/u.test(value)
    ? fail({ code: "value-invalid", message: unwritableWords })
    : ok({ key: textOrNone(key), value: textOrNone(value) });
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function noSuchKey(key: string, path: string): CommandFailure {
  return {
    code: "argument-invalid",
    message: sentence(
      l10n.t("Nothing was changed: {key} is neither in {name} nor a key that the scripts read."),
      {
        key,
        name: nameOf(path),
      },
    ),
    details: { path, key },
  };
}
