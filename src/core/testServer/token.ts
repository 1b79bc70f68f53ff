import { createHmac, timingSafeEqual } from "node:crypto";
import type { Result } from "../result";
import { fail, ok } from "../result";
import type { JsonObject } from "../credential/json";
import { isJsonObject, parseJson } from "../credential/json";
import type { Account } from "./state";

/** What a token is for. */
export type TokenScope = "TENANT_ADMIN" | "REFRESH_TOKEN";

/** ThingsBoard's `JWT_TOKEN_EXPIRATION_TIME` and `JWT_REFRESH_TOKEN_EXPIRATION_TIME`, in seconds. */
const tokenLifetimes: Readonly<Record<TokenScope, number>> = {
  TENANT_ADMIN: 9_000,
  REFRESH_TOKEN: 604_800,
};

/** Signs a JSON Web Token (RFC 7519) with HMAC-SHA-512, as ThingsBoard does. */
export function signToken(account: Account, scope: TokenScope, now: Date): string {
  const issuedAt = Math.floor(now.getTime() / 1_000);
  const claims = {
    sub: account.username,
    userId: account.userId,
    scopes: [scope],
    tenantId: account.tenantId,
    iss: "thingsboard.io",
    iat: issuedAt,
    exp: issuedAt + tokenLifetimes[scope],
  };
  const signed = `${encoded({ alg: "HS512" })}.${encoded(claims)}`;
  return `${signed}.${signatureOf(signed, account)}`;
}

/** Checks a token's signature, scope and time. Only tokens signed with this account's key pass. */
export function checkToken(
  account: Account,
  token: string,
  scope: TokenScope,
  now: Date,
): Result<undefined, { readonly code: "token-invalid" | "token-expired" }> {
  const claims = signedClaims(account, token);
  const scopes = claims?.["scopes"];
  const expiresAt = claims?.["exp"];
  if (!Array.isArray(scopes) || scopes[0] !== scope || typeof expiresAt !== "number") {
    return fail({ code: "token-invalid" });
  }
  return now.getTime() >= expiresAt * 1_000 ? fail({ code: "token-expired" }) : ok(undefined);
}

/** The claims of a token with a right signature. */
function signedClaims(account: Account, token: string): JsonObject | undefined {
  const [header = "", body = "", signature = "", ...more] = token.split(".");
  const isSigned = more.length === 0 && isSameText(signature, signatureOf(`${header}.${body}`, account));
  const claims = isSigned ? parseJson(Buffer.from(body, "base64url").toString("utf8")) : undefined;
  return claims?.ok === true && isJsonObject(claims.value) ? claims.value : undefined;
}

/** Compares secrets in a time that does not tell where they differ. */
export function isSameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signatureOf(text: string, { tokenKey }: Account): string {
  return createHmac("sha512", tokenKey).update(text).digest("base64url");
}
