import type { DiagnosisCode, DiagnosisFacts } from "../core/connection/diagnoses";
import type { SessionEvent } from "../core/connection/events";
import type { ReportFacts } from "../core/connection/report";
import type { EventOf } from "../core/connection/session";
import { keepConnected, type ConnectionEnd, type ConnectionStage } from "../flows/keepConnected";
import type { ConnectionOutcome, LiveSession } from "../flows/testConnection";
import type { World } from "../flows/world";
import type { DeviceOutput } from "./app";
import type { KeptSession, SessionEnd } from "./sessionKeeper";
import { diagnosisWords } from "./words/diagnoses";
import { notificationText } from "./words/notification";
import { againLine, attemptLine, givenUpLine, noMoreLine, restoredLine } from "./words/reconnect";
import { diagnosisLines, endLine, type ReportLineContext } from "./words/report";

/** The line about the end of a connection, which an attempt has none of. */
export interface EndLine {
  readonly take: (event: EventOf<"closed">) => void;
  /** From now on the end of the connection is told. */
  readonly live: () => void;
  /** From now on it belongs to an attempt. */
  readonly attempting: () => void;
}

/** What the run of a kept connection takes. */
export interface KeptRunParts {
  readonly world: Pick<World, "clock" | "entropy" | "wait">;
  readonly output: Pick<DeviceOutput, "append">;
  /** The report of the test before. */
  readonly report: ReportFacts;
  readonly endLine: EndLine;
  readonly contextAt: (atMs: number) => ReportLineContext;
  /** Tries to connect once more. */
  readonly connect: (signal: AbortSignal) => Promise<ConnectionOutcome | undefined>;
  /** Told each stage as it begins. */
  readonly stage: (stage: ConnectionStage) => void;
  /** Whether the person wants it to connect again. */
  readonly reconnects: () => boolean;
  /** Says more about a report than the connection does; never fails. */
  readonly refine?: ((report: ReportFacts, signal: AbortSignal) => Promise<ReportFacts>) | undefined;
}

/** Keeps the session of a test, and writes down its losses, attempts, returns and its end. */
export function keptRun(session: LiveSession, parts: KeptRunParts): KeptSession {
  const { output, endLine: end, contextAt, world } = parts;
  const now = (): ReportLineContext => contextAt(world.clock().getTime());
  let last: DiagnosisCode | undefined;
  let isUp = true;
  const stage = (next: ConnectionStage): void => {
    isUp = next.kind === "restored";
    output.append(linesOf(next, last, { ...parts, now }));
    last = next.kind === "waiting" ? next.diagnosis.code : isUp ? undefined : last;
    if (isUp) {
      end.live();
    } else {
      end.attempting();
    }
    parts.stage(next);
  };
  const { connect, reconnects } = parts;
  const connection = keepConnected(session, { world, connect, isWanted: reconnects, stage });
  end.live();
  return {
    publish: ({ topic, payload, qos }) => connection.publish(topic, payload, qos),
    retryNow: () => connection.retryNow(),
    disconnect: () => connection.disconnect(),
    ended: connection.ended.then((ended) => {
      if (ended === undefined) {
        output.append(isUp ? [] : [givenUpLine(now())]);
        return undefined;
      }
      return endOf(ended, { ...parts, now });
    }),
  };
}

type Telling = KeptRunParts & { readonly now: () => ReportLineContext };

/** A cause is explained when it is another one than before. */
function linesOf(
  stage: ConnectionStage,
  last: DiagnosisCode | undefined,
  { report, now }: Telling,
): readonly string[] {
  const context = now();
  switch (stage.kind) {
    case "waiting": {
      const { diagnosis, attempts, nextAtMs } = stage;
      const explained =
        diagnosis.code === last ? [] : diagnosisLines(withLocal(diagnosis, report), report, context);
      const next =
        attempts === 0
          ? againLine(nextAtMs, context)
          : attemptLine({ attempts, code: diagnosis.code, nextAtMs }, context);
      return [...explained, next];
    }
    case "attempting":
      return [];
    case "restored":
      return [restoredLine(stage, context)];
  }
}

/** Writes what the end for good means, and gives it. */
async function endOf({ diagnosis, report: failed }: ConnectionEnd, telling: Telling): Promise<SessionEnd> {
  const { output, report: first, refine, now } = telling;
  const found: ReportFacts = { ...(failed ?? first), ok: false, diagnosis: withLocal(diagnosis, first) };
  const report =
    failed === undefined ? found : ((await refine?.(found, new AbortController().signal)) ?? found);
  const context = now();
  const meaning = report.diagnosis ?? diagnosis;
  output.append([...diagnosisLines(meaning, report, context), noMoreLine(context)]);
  const words = diagnosisWords(meaning, report);
  return {
    message: notificationText(context.device, words),
    actions: words.actions,
    tested: { report, atMs: context.atMs },
  };
}

/** The sentence may name what the preflight knew of the device. */
function withLocal(diagnosis: DiagnosisFacts, { phases }: ReportFacts): DiagnosisFacts {
  const local = phases.find(({ phase }) => phase === "preflight")?.facts ?? {};
  return { ...diagnosis, facts: { ...local, ...diagnosis.facts } };
}

/** Makes the line about the end: during a test its report tells it; afterwards a line does. */
export function newEndLine(
  append: (lines: readonly string[]) => void,
  contextAt: (atMs: number) => ReportLineContext,
): EndLine {
  let early: EventOf<"closed"> | undefined;
  let isLive = false;
  const write = (event: Extract<SessionEvent, { kind: "closed" }>): void => {
    append([endLine(event, contextAt(event.atMs))]);
  };
  return {
    take: (event) => {
      if (isLive) {
        write(event);
      } else {
        early = event;
      }
    },
    live: () => {
      isLive = true;
      if (early !== undefined) {
        write(early);
        early = undefined;
      }
    },
    attempting: () => {
      isLive = false;
      early = undefined;
    },
  };
}
