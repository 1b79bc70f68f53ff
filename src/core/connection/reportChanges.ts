import type { DiagnosisCode } from "./diagnoses";
import type { Phase, Warning } from "./events";
import { phaseOrder } from "./phaseOrder";
import type { ReportFacts } from "./report";
import type { PhaseReport } from "./session";

/** How a phase went; one that a test did not come to, or had no use for, is not reached. */
export type PhaseOutcome = "passed" | "failed" | "not-reached";

/** A certificate as a report has it. */
export interface CertificateSeen {
  readonly subject: string;
  /** Upper-case hex with colons. */
  readonly fingerprint256: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

/** A fact that two reports have, as text. */
export type ComparedFact = "server-address" | "addresses" | "tls";

/** One thing that is not as it was in the test before. */
export type ReportChange =
  | { readonly kind: "diagnosis"; readonly before?: DiagnosisCode; readonly after?: DiagnosisCode }
  | {
      readonly kind: "phases";
      /** All that changed in the same way, in order. */
      readonly phases: readonly Phase[];
      readonly before: PhaseOutcome;
      readonly after: PhaseOutcome;
    }
  | {
      readonly kind: "certificate";
      readonly side: "server" | "client";
      readonly before: CertificateSeen;
      readonly after: CertificateSeen;
    }
  | { readonly kind: "fact"; readonly fact: ComparedFact; readonly before: string; readonly after: string }
  | { readonly kind: "warning-came" | "warning-went"; readonly warning: Warning }
  | { readonly kind: "pace"; readonly phase: Phase; readonly beforeMs: number; readonly afterMs: number };

/**
 * Tells what changed between two tests of the same device and server, what matters most first. A fact that only one of
 * them has is no change: the other one did not come that far.
 */
export function changesBetween(before: ReportFacts, after: ReportFacts): readonly ReportChange[] {
  return [
    ...diagnosisChange(before, after),
    ...phaseChanges(before, after),
    ...certificateChange("client", clientCertificateOf, { before, after }),
    ...certificateChange("server", serverCertificateOf, { before, after }),
    ...comparedFacts.flatMap(([fact, valueOf]) => factChange(fact, valueOf(before), valueOf(after))),
    ...warningChanges(before, after),
    ...paceChanges(before, after),
  ];
}

function diagnosisChange(before: ReportFacts, after: ReportFacts): readonly ReportChange[] {
  const was = before.diagnosis?.code;
  const is = after.diagnosis?.code;
  return was === is
    ? []
    : [
        {
          kind: "diagnosis",
          ...(was === undefined ? {} : { before: was }),
          ...(is === undefined ? {} : { after: is }),
        },
      ];
}

function phaseOf({ phases }: ReportFacts, name: Phase): PhaseReport | undefined {
  return phases.find(({ phase }) => phase === name);
}

function outcomeOf(report: ReportFacts, phase: Phase): PhaseOutcome {
  const found = phaseOf(report, phase);
  return found === undefined ? "not-reached" : found.ok ? "passed" : "failed";
}

type PhasesChange = Extract<ReportChange, { readonly kind: "phases" }>;

function phaseChanges(before: ReportFacts, after: ReportFacts): readonly ReportChange[] {
  return phaseOrder.reduce<readonly PhasesChange[]>((changes, phase) => {
    const was = outcomeOf(before, phase);
    const is = outcomeOf(after, phase);
    if (was === is) {
      return changes;
    }
    const alike = changes.find((change) => change.before === was && change.after === is);
    return alike === undefined
      ? [...changes, { kind: "phases", phases: [phase], before: was, after: is }]
      : changes.map((change) =>
          change === alike ? { ...change, phases: [...change.phases, phase] } : change,
        );
  }, []);
}

interface Pair {
  readonly before: ReportFacts;
  readonly after: ReportFacts;
}

function certificateChange(
  side: "server" | "client",
  seenIn: (report: ReportFacts) => CertificateSeen | undefined,
  pair: Pair,
): readonly ReportChange[] {
  const before = seenIn(pair.before);
  const after = seenIn(pair.after);
  return before === undefined || after === undefined || before.fingerprint256 === after.fingerprint256
    ? []
    : [{ kind: "certificate", side, before, after }];
}

function clientCertificateOf(report: ReportFacts): CertificateSeen | undefined {
  return certificateIn(phaseOf(report, "preflight"), [
    "clientSubject",
    "clientFingerprint256",
    "clientNotAfter",
  ]);
}

function serverCertificateOf(report: ReportFacts): CertificateSeen | undefined {
  const names = ["certificate1.subject", "certificate1.fingerprint256", "certificate1.notAfter"] as const;
  return certificateIn(phaseOf(report, "tls"), names);
}

function certificateIn(
  phase: PhaseReport | undefined,
  names: readonly [subject: string, fingerprint256: string, notAfter: string],
): CertificateSeen | undefined {
  const [subject, fingerprint256, notAfter] = names.map((name) => phase?.facts[name]);
  return fingerprint256 === undefined
    ? undefined
    : { subject: subject ?? "", fingerprint256, notAfter: notAfter ?? "" };
}

/** What is compared as text; undefined where a report does not have it. */
const comparedFacts: readonly (readonly [ComparedFact, (report: ReportFacts) => string | undefined])[] = [
  ["server-address", ({ server }) => server.mqttUrl],
  ["addresses", addressesOf],
  ["tls", tlsOf],
];

function factChange(
  fact: ComparedFact,
  before: string | undefined,
  after: string | undefined,
): readonly ReportChange[] {
  return before === undefined || after === undefined || before === after
    ? []
    : [{ kind: "fact", fact, before, after }];
}

/** Sorted: a name server gives the same addresses in another order each time. */
function addressesOf(report: ReportFacts): string | undefined {
  return phaseOf(report, "dns")?.facts["addresses"]?.split(", ").sort().join(", ");
}

function tlsOf(report: ReportFacts): string | undefined {
  const { protocol, cipher } = phaseOf(report, "tls")?.facts ?? {};
  return protocol === undefined || cipher === undefined ? undefined : `${protocol}, ${cipher}`;
}

/** By their codes: the days that a certificate has left are others each day. */
function warningChanges(before: ReportFacts, after: ReportFacts): readonly ReportChange[] {
  const missingIn = ({ warnings }: ReportFacts, { code }: Warning): boolean =>
    !warnings.some((warning) => warning.code === code);
  return [
    ...after.warnings
      .filter((warning) => missingIn(before, warning))
      .map((warning) => ({ kind: "warning-came", warning }) as const),
    ...before.warnings
      .filter((warning) => missingIn(after, warning))
      .map((warning) => ({ kind: "warning-went", warning }) as const),
  ];
}

/** Less than that is the weather of a network. */
const leastRatio = 3;
const leastDifferenceMs = 200;

function paceChanges(before: ReportFacts, after: ReportFacts): readonly ReportChange[] {
  return phaseOrder.flatMap((phase) => {
    const was = phaseOf(before, phase);
    const is = phaseOf(after, phase);
    return was?.ok === true && is?.ok === true && isAnotherPace(was.ms, is.ms)
      ? [{ kind: "pace", phase, beforeMs: was.ms, afterMs: is.ms } as const]
      : [];
  });
}

function isAnotherPace(oneMs: number, otherMs: number): boolean {
  const [fast, slow] = oneMs < otherMs ? [oneMs, otherMs] : [otherMs, oneMs];
  return slow >= leastRatio * fast && slow - fast >= leastDifferenceMs;
}
