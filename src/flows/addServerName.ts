import type { AlternativeName } from "../core/identity/identity";
import type { Result } from "../core/result";
import { fail, ok } from "../core/result";
import { generateIdentity, type GenerateFailure } from "./generateIdentity";
import type { Generated, IssueRequest, IssueWorld } from "./issueBundle";
import { renewIdentity, type RenewFailure } from "./renewIdentity";

/** Which server's certificate is to name what. */
export interface AddServerNameRequest extends IssueRequest {
  /** The properties file has it by now. */
  readonly name: AlternativeName;
}

/** What was issued. */
export interface ServerNamed extends Generated {
  /** False where the old bundle could not be renewed, and everything is new. */
  readonly keptKey: boolean;
}

/** What stands in the way of a renewal and of nothing else. */
const renewalAlone: ReadonlySet<string> = new Set([
  "renew-nothing-there",
  "renew-cert-unreadable",
  "renew-key-unusable",
  "renew-would-change",
]);

/**
 * Issues a server's certificate anew with one more name. Key, subject and other names stay where the old bundle can be
 * renewed; otherwise it is generated as the properties file has it. The old bundle is kept in `backup/`.
 */
export async function addServerName(
  request: AddServerNameRequest,
  world: IssueWorld,
  signal: AbortSignal,
): Promise<Result<ServerNamed, RenewFailure | GenerateFailure>> {
  const { name, ...issue } = request;
  const asked = { ...issue, side: "server", keepKey: true, addedNames: [name] } as const;
  const renewed = await renewIdentity(asked, world, signal);
  if (renewed.ok) {
    return ok({ ...renewed.value, keptKey: true });
  }
  if (!renewalAlone.has(renewed.failure.code)) {
    return fail(renewed.failure);
  }
  const generated = await generateIdentity({ ...issue, side: "server", overwrite: true }, world, signal);
  return generated.ok ? ok({ ...generated.value, keptKey: false }) : generated;
}
