import type { SessionEvent } from "../core/connection/events";
import type { ReportFacts } from "../core/connection/report";
import { changesBetween } from "../core/connection/reportChanges";
import type { TestedReport } from "../core/connection/reportHistory";
import type { EventOf, PhaseReport } from "../core/connection/session";
import { messageLines } from "../core/stream/lines";
import { messageOf, type MessageOwner, type StreamMessage } from "../core/stream/message";
import type { PayloadTerms } from "../core/stream/payloadLines";
import type { ConnectionStage } from "../flows/keepConnected";
import { testConnection, type SessionListener, type TestConnectionRequest } from "../flows/testConnection";
import type { World } from "../flows/world";
import type { DeviceOutput } from "./app";
import { keptRun, newEndLine } from "./keptRun";
import type { MessageStream } from "./messageStream";
import type { RunOutcome } from "./sessionKeeper";
import {
  changeLines,
  headerLine,
  outcomeLines,
  phaseLine,
  stoppedLine,
  type ReportLineContext,
} from "./words/report";

/** The part of the output that a run writes to. */
export interface RunOutput extends Pick<DeviceOutput, "append"> {
  readonly stream: Pick<MessageStream, "take">;
}

/** Whoever keeps the messages of a session. */
export interface SessionRecord {
  add(message: StreamMessage): void;
  /** While its promise is pending, nothing more is read. */
  ready(): Promise<void> | undefined;
}

/** What a run writes to and by. */
export interface ConnectionRunParts {
  readonly world: Pick<
    World,
    "files" | "clock" | "machine" | "network" | "mqtt" | "pause" | "entropy" | "wait"
  >;
  readonly output: RunOutput;
  /** What lines and records call the device. */
  readonly nameOf: (propertiesPath: string) => Promise<string>;
  /** Keeps the messages of the session; undefined where they are not to be kept. */
  readonly record?: ((device: string) => Promise<SessionRecord | undefined>) | undefined;
  /** Told whatever happens, as it happens. */
  readonly observe: (event: SessionEvent) => void;
  /** Told each phase as it ends. */
  readonly phase: (phase: PhaseReport) => void;
  /** Told what a connection that is kept does, after the test. */
  readonly stage: (stage: ConnectionStage) => void;
  /** Whether a connection that was lost is to come back by itself, asked when it was lost. */
  readonly reconnects: () => boolean;
  /** The test of this device and server before this one. */
  readonly before: TestedReport | undefined;
  /** How payloads are written now: the person may change it while messages come. */
  readonly payloadTerms: () => PayloadTerms;
  /** Local time minus UTC, minutes, east positive. */
  readonly utcOffsetMinutes: (atMs: number) => number;
  /** Says more about a report than the connection does; never fails. */
  readonly refine?: (report: ReportFacts, signal: AbortSignal) => Promise<ReportFacts>;
  /** The run itself, as tests replace it. */
  readonly connect?: typeof testConnection;
}

/** Runs a test connection and writes it down: each phase as it ends, what it means, then whatever the broker sends. */
export async function runConnection(
  request: TestConnectionRequest,
  parts: ConnectionRunParts,
  signal: AbortSignal,
): Promise<RunOutcome | undefined> {
  const { world, output, connect = testConnection } = parts;
  const name = await parts.nameOf(request.propertiesPath);
  const contextAt = (atMs: number): ReportLineContext => ({
    device: name,
    atMs,
    utcOffsetMinutes: parts.utcOffsetMinutes(atMs),
  });
  const now = (): ReportLineContext => contextAt(world.clock().getTime());
  const end = newEndLine((lines) => {
    output.append(lines);
  }, contextAt);
  const record = request.keepOpen ? await parts.record?.(name) : undefined;
  const takeMessage = (message: StreamMessage): void => {
    record?.add(message);
    output.stream.take(message, () =>
      messageLines(message, { ...contextAt(message.atMs), ...parts.payloadTerms() }),
    );
  };
  const owner = { device: name, propertiesPath: request.propertiesPath };
  const event = hearing({ owner, takeMessage, takeEnd: end.take, observe: parts.observe });
  output.append([headerLine(request.server, now())]);
  const phase = (ended: PhaseReport): void => {
    output.append([phaseLine(ended, now())]);
    parts.phase(ended);
  };
  const listener: SessionListener = { event, ...(record && { ready: () => record.ready() }) };
  const outcome = await connect(request, world, { ...listener, phase }, signal);
  if (outcome === undefined) {
    output.append([stoppedLine(now())]);
    return undefined;
  }
  const { session } = outcome;
  const report = (await parts.refine?.(outcome.report, signal)) ?? outcome.report;
  const tested = written(report, parts, now());
  const again = (stop: AbortSignal): ReturnType<typeof connect> =>
    connect({ ...request, isAgain: true }, world, listener, stop);
  return session === undefined
    ? tested
    : { ...tested, session: keptRun(session, { ...parts, report, contextAt, endLine: end, connect: again }) };
}

/** Writes what came out of it. */
function written(
  report: ReportFacts,
  { output, before }: Pick<ConnectionRunParts, "output" | "before">,
  context: ReportLineContext,
): TestedReport {
  output.append([...outcomeLines(report, context), ...linesSince(before, report, context)]);
  return { report, atMs: context.atMs };
}

/** What changed since the test before, where there was one. */
function linesSince(
  before: TestedReport | undefined,
  report: ReportFacts,
  context: ReportLineContext,
): readonly string[] {
  return before === undefined
    ? []
    : changeLines({ changes: changesBetween(before.report, report), beforeMs: before.atMs }, context);
}

interface Hearing {
  readonly owner: MessageOwner;
  readonly takeMessage: (message: StreamMessage) => void;
  readonly takeEnd: (event: EventOf<"closed">) => void;
  readonly observe: (event: SessionEvent) => void;
}

/** Each event goes where it is written, and then to whoever watches. */
function hearing({ owner, takeMessage, takeEnd, observe }: Hearing): (event: SessionEvent) => void {
  return (event) => {
    const message = messageOf(event, owner);
    if (message !== undefined) {
      takeMessage(message);
    } else if (event.kind === "closed") {
      takeEnd(event);
    }
    observe(event);
  };
}
