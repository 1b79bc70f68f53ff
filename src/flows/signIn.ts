import { signInCall, userCall, type User } from "../core/credential/accountCalls";
import type { Credential } from "../core/credential/storedAccount";
import { fail, ok, type Result } from "../core/result";
import {
  thingsBoardAt,
  type CredentialHolder,
  type ThingsBoardFailure,
  type ThingsBoardPlace,
  type ThingsBoardWorld,
} from "./thingsBoard";

/** What someone signs in with; secret. */
export type Login = { readonly username: string; readonly password: string } | { readonly apiKey: string };

/** Someone signed in: who, and with what. */
export interface SignedIn {
  readonly user: User;
  readonly credential: Credential;
}

/** Why nobody was signed in. */
export type SignInFailure =
  | ThingsBoardFailure
  /** `said` is there where the server gave a reason. */
  | { readonly code: "rest-wrong-password"; readonly said?: string }
  | { readonly code: "rest-wrong-api-key"; readonly said?: string }
  /** The account wants a second factor, which is given in a browser alone. */
  | { readonly code: "rest-second-factor" };

/** Signs in by user and password or by API key, and asks who that is. The password goes nowhere else. */
export async function signIn(
  place: ThingsBoardPlace,
  login: Login,
  world: ThingsBoardWorld,
  signal: AbortSignal,
): Promise<Result<SignedIn, SignInFailure>> {
  const credential =
    "apiKey" in login
      ? ok<Credential>({ kind: "apiKey", apiKey: login.apiKey })
      : await tokensFor(place, login, world, signal);
  if (!credential.ok) {
    return credential;
  }
  const user = await thingsBoardAt(place, holderOf(credential.value), world).ask(userCall, signal);
  if (user.ok) {
    return ok({ user: user.value, credential: credential.value });
  }
  const { failure } = user;
  if (!("apiKey" in login)) {
    return user;
  }
  switch (failure.code) {
    case "rest-signed-out":
      return fail({ ...failure, code: "rest-wrong-api-key" });
    case "rest-token-expired":
      return fail({ code: "rest-wrong-api-key" });
    default:
      return user;
  }
}

async function tokensFor(
  place: ThingsBoardPlace,
  { username, password }: Extract<Login, { readonly password: string }>,
  world: ThingsBoardWorld,
  signal: AbortSignal,
): Promise<Result<Credential, SignInFailure>> {
  const answer = await thingsBoardAt(place, holderOf(undefined), world).ask(
    signInCall(username, password),
    signal,
  );
  if (!answer.ok) {
    const { failure } = answer;
    return failure.code === "rest-signed-out" ? fail({ ...failure, code: "rest-wrong-password" }) : answer;
  }
  return answer.value === "second-factor"
    ? fail({ code: "rest-second-factor" })
    : ok({ kind: "tokens", tokens: answer.value });
}

function holderOf(credential: Credential | undefined): CredentialHolder {
  return { current: () => Promise.resolve(credential), renewed: () => Promise.resolve() };
}
