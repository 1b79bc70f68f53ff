import type { DiagnosisCode, DiagnosisFacts } from "./diagnoses";
import { lackingBelow, withoutLack } from "./ownChain";
import type { Probed, ProbeQuestion } from "./probed";
import { suiteNameOf } from "./suiteNames";

/** What is known when a question is thought of. */
export interface Undecided {
  readonly diagnosis: DiagnosisFacts | undefined;
  readonly probes: readonly Probed[];
  /** Whether the server had shown its certificate by then. */
  readonly hasPresented: boolean;
}

/** Says what to ask next; undefined where no question would tell more. Nothing is asked twice. */
export function nextQuestion({ diagnosis, probes, hasPresented }: Undecided): ProbeQuestion | undefined {
  if (diagnosis === undefined) {
    return undefined;
  }
  const [first, ...others] = probes;
  if (first !== undefined) {
    return others.length === 0 ? followUp(first) : undefined;
  }
  if (aboutUs.has(diagnosis.code)) {
    return "whom-it-accepts";
  }
  return aboutTheOffer.has(diagnosis.code) && !hasPresented ? "any-offer" : undefined;
}

function followUp({ question, protocol, isAsking }: Probed): ProbeQuestion | undefined {
  if (question === "whom-it-accepts" && protocol === "TLSv1.3" && isAsking === undefined) {
    return "whom-it-accepts-1.2";
  }
  // Whether it is the offer that makes the difference shows when the old one is made again.
  return question === "any-offer" && isModern(protocol) ? "whom-it-accepts" : undefined;
}

function isModern(protocol: string | undefined): boolean {
  return protocol === "TLSv1.2" || protocol === "TLSv1.3";
}

/** Refusals of our certificate, of which one alert may mean several. */
const aboutUs: ReadonlySet<DiagnosisCode> = new Set([
  "client-cert-required",
  "client-cert-rejected",
  "client-cert-rejected-unknown-ca",
]);

/** What a server says, or does without a word, that takes none of what we offer. */
const aboutTheOffer: ReadonlySet<DiagnosisCode> = new Set([
  "tls-version-unsupported",
  "tls-no-shared-cipher",
  "tls-closed",
  "tcp-reset",
]);

/** Says what a diagnosis becomes by the answers. `ownNames` are the subjects and issuers of the chain that we show. */
export function refinedBy(
  probes: readonly Probed[],
  diagnosis: DiagnosisFacts,
  ownNames: readonly string[],
): DiagnosisFacts {
  const [offered, again] = probes;
  const accepting = probes.find(({ acceptedIssuers = [] }) => acceptedIssuers.length > 0);
  if (offered?.question === "any-offer") {
    const isOffer = offered.protocol !== undefined && !isModern(again?.protocol);
    return isOffer && aboutTheOffer.has(diagnosis.code) ? byOffer(offered, diagnosis) : diagnosis;
  }
  return accepting?.acceptedIssuers !== undefined && aboutUs.has(diagnosis.code)
    ? byIssuers(accepting.acceptedIssuers, diagnosis, ownNames)
    : diagnosis;
}

/** It took the wider offer, so that what was missing is what it chose. */
function byOffer({ protocol = "", suiteHex = "" }: Probed, { facts }: DiagnosisFacts): DiagnosisFacts {
  return {
    code: isModern(protocol) ? "tls-no-shared-cipher" : "tls-version-unsupported",
    facts: { ...facts, serverProtocol: protocol, serverCipher: suiteNameOf(suiteHex) },
  };
}

/** How many names a sentence holds. */
const mostNames = 3;

/**
 * A server that names the issuers it takes, ours not among them, does not know who signed our certificate (RFC 5246 §7.4.4,
 * RFC 8446 §4.2.4), or is not shown the way from ours to it. Where ours is among them, its refusal has another reason.
 */
function byIssuers(
  accepted: readonly string[],
  { code, facts }: DiagnosisFacts,
  ownNames: readonly string[],
): DiagnosisFacts {
  const known = ownNames.find((name) => accepted.includes(name));
  const more = accepted.length - mostNames;
  const named = {
    ...facts,
    acceptedIssuers: accepted.slice(0, mostNames).join("; "),
    ...(more > 0 && { acceptedIssuersMore: String(more) }),
  };
  if (known !== undefined) {
    return { code, facts: { ...withoutLack(named), acceptedIssuer: known } };
  }
  return {
    code: code === "client-cert-rejected" ? "client-cert-rejected-unknown-ca" : code,
    facts: lackingBelow(accepted, named),
  };
}
