import type { DiagnosisCode } from "../../../src/core/connection/diagnoses";
import type { SessionEvent } from "../../../src/core/connection/events";
import { advance, newSession } from "../../../src/core/connection/session";
import type { Tested } from "../connectionDevice";
import { nameOf, type Fault } from "./fault";
import type { Neighbours } from "./neighbours";

/** How a session looks from its end alone: the event that ended it, with its alert, Node's code or MQTT's. */
function symptomOf({ events }: Tested): string | undefined {
  const { ending, secured } = events.reduce(advance, newSession);
  return ending === undefined ? undefined : wordsOf(ending, secured?.authorizationError);
}

type Words<Kind extends SessionEvent["kind"]> = (
  ending: Extract<SessionEvent, { readonly kind: Kind }>,
  verification: string | undefined,
) => string | undefined;

/** What each kind of ending shows; the kinds that are not here show no more than themselves. */
const words: { readonly [Kind in SessionEvent["kind"]]?: Words<Kind> } = {
  // No wire shows it.
  checkFailed: () => undefined,
  distrusted: (_ending, verification) => `verified as ${verification ?? "sound"}`,
  resolveFailed: ({ errorCode }) => `no address: ${errorCode}`,
  connectFailed: ({ errorCode }) => `no connection: ${errorCode}`,
  tlsFailed: ({ errorCode, reason = "" }) => `no handshake: ${errorCode} ${reason}`,
  refused: ({ returnCode }) => `CONNACK ${String(returnCode)}`,
  timedOut: ({ phase }) => `${phase} timed out`,
  closed: ({ by, errorCode = "", reasonCode = "" }) => `closed by ${by}: ${errorCode} ${String(reasonCode)}`,
};

function wordsOf(ending: SessionEvent, verification: string | undefined): string | undefined {
  const say = words[ending.kind] as Words<typeof ending.kind> | undefined;
  return say === undefined ? ending.kind : say(ending, verification);
}

/** Two codes, in the alphabet's order. */
export type CodePair = `${DiagnosisCode} · ${DiagnosisCode}`;

function pairOf(one: DiagnosisCode, other: DiagnosisCode): CodePair {
  return one < other ? `${one} · ${other}` : `${other} · ${one}`;
}

/** Every two codes with a symptom in common: that symptom, and a fault of each. */
export function alikePairs(
  faults: readonly Fault[],
  seen: ReadonlyMap<string, Tested>,
): ReadonlyMap<CodePair, readonly string[]> {
  const bySymptom = new Map<string, Map<DiagnosisCode, string>>();
  for (const fault of faults) {
    const tested = seen.get(nameOf(fault));
    const symptom = tested && symptomOf(tested);
    if (symptom !== undefined) {
      const named = bySymptom.get(symptom) ?? new Map<DiagnosisCode, string>();
      bySymptom.set(symptom, named.set(fault.code, nameOf(fault)));
    }
  }
  return new Map(
    [...bySymptom].flatMap(([symptom, named]) =>
      [...named].flatMap(([one, first]) =>
        [...named].flatMap(([other, second]) =>
          one < other ? [[pairOf(one, other), [symptom, first, second]] as const] : [],
        ),
      ),
    ),
  );
}

/** Every two codes that a pair of neighbours tells apart, or that no client can. */
export function knownPairs(
  faults: readonly Fault[],
  neighbours: readonly Neighbours[],
): ReadonlySet<CodePair> {
  const codes = new Map(faults.map((fault) => [nameOf(fault), fault.code]));
  const told = neighbours.flatMap(({ one, other }) => {
    const [first, second] = [codes.get(one), codes.get(other)];
    return first === undefined || second === undefined ? [] : [pairOf(first, second)];
  });
  const untold = faults.flatMap(({ untold: left, code }) =>
    left === undefined ? [] : [pairOf(left.cause, code)],
  );
  return new Set([...told, ...untold]);
}
