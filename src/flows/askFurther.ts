import { questionAbout } from "../core/connection/diagnose";
import type { SessionState } from "../core/connection/session";
import type { Cleared } from "./preflight";
import type { Emit, Network } from "./world";

/** A session that failed, and the server that it was with. */
export interface Unclear {
  /** Undefined where the preflight failed: there is nobody to ask then. */
  readonly cleared: Pick<Cleared, "endpoint"> | undefined;
  /** Its bound of a phase is kept by the questions afterwards too. */
  readonly request: { readonly timeoutMs: number };
  readonly network: Network;
  readonly state: () => SessionState;
  readonly emit: Emit;
}

/** No server that answers at all takes longer for its first flight, milliseconds. */
const patienceMs = 2_000;

/**
 * Asks a server further where its refusal means several things, one question after the other, each on a connection of its
 * own. What it answers is told as `probed`, also that it answered nothing.
 */
export async function askFurther(
  { cleared, request, network, state, emit }: Unclear,
  signal: AbortSignal,
): Promise<void> {
  const { connected } = state();
  if (cleared === undefined || connected === undefined || network.probe === undefined) {
    return;
  }
  const { address, port } = connected;
  const { host } = cleared.endpoint;
  let question = questionAbout(state());
  while (question !== undefined && !signal.aborted) {
    const boundMs = Math.min(patienceMs, request.timeoutMs - spentMs(state()));
    if (boundMs <= 0) {
      return;
    }
    const flight = await network.probe({ address, port, host, question, timeoutMs: boundMs }, signal);
    emit({ kind: "probed", question, ...flight });
    question = questionAbout(state());
  }
}

/** How long the phase has lasted that failed. */
function spentMs({ open, lastAtMs }: SessionState): number {
  return open === undefined ? 0 : lastAtMs - open.startedAtMs;
}
