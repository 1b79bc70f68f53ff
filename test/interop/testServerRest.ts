import type { Rig } from "./testServerRig";

/** Sends a request with the tenant's token. */
export type RestClient = (method: string, target: string, body?: unknown) => Promise<Response>;

/** Signs in and gives a client. */
export async function restClient({
  restUrl,
  password,
}: Pick<Rig, "restUrl" | "password">): Promise<RestClient> {
  const signIn = await fetch(`${restUrl}/api/auth/login`, {
    method: "POST",
    body: JSON.stringify({ username: "tenant@thingsboard.org", password }),
  });
  const { token } = (await signIn.json()) as { token: string };
  return (method, target, body) =>
    fetch(`${restUrl}${target}`, {
      method,
      headers: { "X-Authorization": `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}
