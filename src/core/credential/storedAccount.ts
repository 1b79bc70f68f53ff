import { createHash } from "node:crypto";
import type { Tokens, User } from "./accountCalls";
import { objectIn } from "./accountCalls";
import { isJsonObject, stringOf, type Json, type JsonObject } from "./json";

/** What proves who we are; secret. */
export type Credential =
  | { readonly kind: "tokens"; readonly tokens: Tokens }
  /** ThingsBoard 4.3 and later: `X-Authorization: ApiKey …`. */
  | { readonly kind: "apiKey"; readonly apiKey: string };

/** Someone who is signed in, as the keyring keeps it. */
export interface StoredAccount {
  readonly credential: Credential;
  readonly user: User;
  /** What the server's certificate was checked against at the sign-in: `trustMarkOf`. */
  readonly trustMark: string;
}

/** Names what a server's certificate is checked against: empty for the machine's own authorities alone, else SHA-256 in hex. */
export function trustMarkOf(trustedPem: readonly string[] | undefined): string {
  return trustedPem === undefined
    ? ""
    : createHash("sha256").update(trustedPem.join("\n"), "utf8").digest("hex");
}

/** Writes an account for the keyring; `accountIn` reads it. */
export function accountText({ credential, user, trustMark }: StoredAccount): string {
  return JSON.stringify({ credential, user: { name: user.name, authority: user.authority }, trustMark });
}

/** Reads an account; undefined for what `accountText` did not write. */
export function accountIn(text: string): StoredAccount | undefined {
  const object = objectIn(text);
  const credential = credentialOf(memberOf(object, "credential"));
  const user = memberOf(object, "user");
  const name = stringOf(user?.["name"]);
  const authority = stringOf(user?.["authority"]);
  const trustMark = stringOf(object?.["trustMark"]);
  return credential === undefined || name === undefined || authority === undefined || trustMark === undefined
    ? undefined
    : { credential, user: { name, authority }, trustMark };
}

function credentialOf(value: JsonObject | undefined): Credential | undefined {
  switch (value?.["kind"]) {
    case "apiKey":
      return keyOf(value);
    case "tokens":
      return tokensOf(value);
    default:
      return undefined;
  }
}

function keyOf(value: JsonObject): Credential | undefined {
  const apiKey = stringOf(value["apiKey"]);
  return apiKey === undefined ? undefined : { kind: "apiKey", apiKey };
}

function tokensOf(value: JsonObject): Credential | undefined {
  const tokens = memberOf(value, "tokens");
  const token = stringOf(tokens?.["token"]);
  const refreshToken = stringOf(tokens?.["refreshToken"]);
  return token === undefined || refreshToken === undefined
    ? undefined
    : { kind: "tokens", tokens: { token, refreshToken } };
}

function memberOf(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value: Json | undefined = object?.[name];
  return isJsonObject(value) ? value : undefined;
}
