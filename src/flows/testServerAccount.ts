import type { Json } from "../core/credential/json";
import { isJsonObject, parseJson, stringOf } from "../core/credential/json";
import { passwordFrom } from "../core/identity/password";
import type { Account } from "../core/testServer/state";
import { uuidFrom } from "../core/testServer/uuid";
import type { World } from "./world";

/** What outlives a stop, so that whoever signed in stays so; secret. */
export interface TestServerAccount {
  readonly account: Account;
  /** Where REST was last; a sign-in is bound to its address. */
  readonly restPort?: number;
}

/**
 * Gives the tenant of the server whose registry lies in a folder, as the keyring has it; a new one where it has none.
 * Without a keyring it is new at each start.
 */
export async function testServerAccount(
  folder: string,
  { secrets, entropy }: Pick<World, "secrets" | "entropy">,
): Promise<TestServerAccount> {
  const kept = await secrets.get(secretName(folder));
  const parsed = parseJson(kept ?? "");
  return (
    (parsed.ok ? accountIn(parsed.value) : undefined) ?? {
      account: newAccount((lengthBytes) => entropy.bytes(lengthBytes)),
    }
  );
}

/** Keeps an account in the keyring, which may refuse: it is good for one run then. */
export async function keepTestServerAccount(
  folder: string,
  { account, restPort }: Required<TestServerAccount>,
  { secrets }: Pick<World, "secrets">,
): Promise<void> {
  const tokenKey = Buffer.from(account.tokenKey).toString("base64");
  await secrets.set(secretName(folder), JSON.stringify({ ...account, tokenKey, restPort }));
}

function secretName(folder: string): string {
  return `localTestServer:${folder}`;
}

/** ThingsBoard's own demo tenant, with a password of its own. */
function newAccount(random: (lengthBytes: number) => Uint8Array): Account {
  return {
    username,
    password: passwordFrom(random),
    userId: uuidFrom(random),
    tenantId: uuidFrom(random),
    deviceProfileId: uuidFrom(random),
    apiKey: passwordFrom(random),
    tokenKey: random(tokenKeyBytes),
  };
}

const username = "tenant@thingsboard.org";

const tokenKeyBytes = 64;

function accountIn(value: Json): TestServerAccount | undefined {
  const row = isJsonObject(value) ? value : {};
  const text = (name: string): string => stringOf(row[name]) ?? "";
  const account: Account = {
    username,
    password: text("password"),
    userId: text("userId"),
    tenantId: text("tenantId"),
    deviceProfileId: text("deviceProfileId"),
    apiKey: text("apiKey"),
    tokenKey: new Uint8Array(Buffer.from(text("tokenKey"), "base64")),
  };
  const isWhole =
    Object.values(account).every((part) => part !== "") && account.tokenKey.length === tokenKeyBytes;
  const { restPort } = row;
  const isPort =
    typeof restPort === "number" && Number.isInteger(restPort) && restPort > 0 && restPort < 65_536;
  return isWhole ? { account, ...(isPort ? { restPort } : {}) } : undefined;
}
