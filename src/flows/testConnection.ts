import { diagnose } from "../core/connection/diagnose";
import { eventAt, type Secured, type SessionEvent, type SessionFact } from "../core/connection/events";
import { clientIdOf } from "../core/connection/options";
import { reportOf, type ReportFacts, type ReportSubject } from "../core/connection/report";
import {
  advance,
  newSession,
  type EventOf,
  type PhaseReport,
  type SessionState,
} from "../core/connection/session";
import { attributesRequestTopic } from "../core/connection/topics";
import { judgeTrust, type TrustTerms, type TrustVerdict } from "../core/connection/trust";
import { evidenceFor } from "./evidence";
import { askFurther } from "./askFurther";
import { clearForConnection, type Cleared } from "./preflight";
import type { Conversation, Emit, Network, SecureChannel, World } from "./world";

/** Where to connect to. */
export interface ServerChoice {
  readonly name: string;
  /** `mqtts://host[:port]`. */
  readonly mqttUrl: string;
  /** Absolute path of a PEM file with trust anchors; it excludes all others. */
  readonly caFile?: string;
  /** `http://` or `https://`, without a path below the server's; absent where there is no REST API. */
  readonly restUrl?: string;
  /** Absolute path of a PEM file with trust anchors of the REST API. */
  readonly restCaFile?: string;
  /** True for the Local Test Server, whose certificate is made here. */
  readonly isOwn?: boolean;
}

/** What is to be tested. */
export interface TestConnectionRequest {
  /** Absolute path of the properties file. */
  readonly propertiesPath: string;
  readonly server: ServerChoice;
  /** Bound of each phase. */
  readonly timeoutMs: number;
  /** 4 is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5;
  readonly subscriptions: readonly string[];
  /** True keeps a connection that works; the outcome then has a session, which its holder disconnects. */
  readonly keepOpen: boolean;
  /** Certificates that end sooner get a warning; default 30. */
  readonly expiryWarningDays?: number;
  /** After so long a silence the server is asked whether it is still there, 0 never, 65 535 at most; default 60. */
  readonly keepaliveSeconds?: number;
  /** True for one of many attempts to connect again: what failed is not looked into any further. */
  readonly isAgain?: boolean;
}

/** Who watches. Events come as they happen, also those of a session that was kept; phases as they end. */
export interface SessionListener {
  readonly event?: (event: SessionEvent) => void;
  readonly phase?: (phase: PhaseReport) => void;
  /** While its promise is pending, nothing more is read: whoever keeps the messages holds the broker back by it. */
  readonly ready?: () => Promise<void> | undefined;
}

/** A connection that was kept. */
export interface LiveSession {
  /** True when it arrived: acknowledged, or written for QoS 0. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1 | 2): Promise<boolean>;
  /** Asks the server at once whether it is still there; where it is not, the session ends. */
  check(): Promise<boolean>;
  /** Sends DISCONNECT and closes. */
  disconnect(): Promise<void>;
  /** How it ended; `diagnoseEnd` says what that means. */
  readonly closed: Promise<EventOf<"closed">>;
}

/** What came out of it. */
export interface ConnectionOutcome {
  readonly report: ReportFacts;
  /** There when the request said `keepOpen` and every phase passed. */
  readonly session?: LiveSession;
}

/**
 * Tests whether a device reaches its server over two-way TLS and may speak MQTT there: preflight, open, judge, converse,
 * subscribe, publish. It always ends within the bound of each phase. Undefined when the signal aborted it.
 */
export async function testConnection(
  request: TestConnectionRequest,
  world: Pick<World, "files" | "clock" | "machine" | "network" | "mqtt" | "pause">,
  listener: SessionListener,
  signal: AbortSignal,
): Promise<ConnectionOutcome | undefined> {
  const recorder = newRecorder(world, listener);
  const cleared = await checked(request, { ...world, recorder, signal });
  const channel = cleared && (await trustedChannel(cleared, request, { ...world, recorder, signal }));
  const conversation =
    channel && (await spokenTo(channel, cleared, { ...world, ...listener, request, recorder, signal }));
  await lookedInto(request, { ...world, cleared, recorder, signal });
  const report = signal.aborted ? undefined : recorder.report(subjectOf(request));
  if (report?.ok === true && request.keepOpen && conversation !== undefined) {
    return { report, session: sessionOf(conversation, recorder) };
  }
  await conversation?.disconnect();
  return report && { report };
}

interface Noting extends Pick<World, "files" | "machine" | "network"> {
  readonly cleared: Cleared | undefined;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Looks into what failed, and asks the server about it. */
async function lookedInto(
  request: TestConnectionRequest,
  { cleared, recorder, signal, ...world }: Noting,
): Promise<void> {
  if (request.isAgain !== true) {
    await noteEvidence(request, { ...world, cleared, recorder, signal });
    await askFurther({ cleared, request, network: world.network, ...recorder }, signal);
  }
}

/** Adds to a session that failed what decides between its cures. */
async function noteEvidence(
  request: TestConnectionRequest,
  { cleared, recorder, signal, ...world }: Noting,
): Promise<void> {
  const diagnosis = signal.aborted ? undefined : diagnose(recorder.state());
  const shown = cleared && { certificatePem: cleared.material.certificatePem };
  const facts = diagnosis && (await evidenceFor(diagnosis, { ...request, ...shown }, { world, signal }));
  if (facts !== undefined && Object.keys(facts).length > 0) {
    recorder.emit({ kind: "noted", facts });
  }
}

/** The session so far, and the one way to add to it. */
interface Recorder {
  readonly emit: Emit;
  readonly state: () => SessionState;
  readonly closed: Promise<EventOf<"closed">>;
  readonly report: (subject: ReportSubject) => ReportFacts;
}

function newRecorder(world: Pick<World, "clock">, listener: SessionListener): Recorder {
  let state = newSession;
  let settle: (event: EventOf<"closed">) => void = () => undefined;
  const closed = new Promise<EventOf<"closed">>((resolve) => (settle = resolve));
  const emit = (fact: SessionFact): void => {
    const event = eventAt(world.clock().getTime(), fact);
    const ended = state.phases.length;
    state = advance(state, event);
    listener.event?.(event);
    if (state.phases.length > ended) {
      state.phases.slice(ended).forEach((phase) => listener.phase?.(phase));
    }
    if (event.kind === "closed") {
      settle(event);
    }
  };
  const report = (subject: ReportSubject): ReportFacts => {
    const whole = reportOf(state, subject);
    // The phase that failed ends with the session and is told last.
    whole.phases.filter((phase) => !phase.ok).forEach((phase) => listener.phase?.(phase));
    return whole;
  };
  return { emit, state: () => state, closed, report };
}

interface Checking extends Pick<World, "files" | "clock" | "machine" | "pause"> {
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

async function checked(
  request: TestConnectionRequest,
  { recorder, signal, ...world }: Checking,
): Promise<Cleared | undefined> {
  recorder.emit({ kind: "checking" });
  const cleared = await clearForConnection(
    { ...request, expiryWarningDays: request.expiryWarningDays ?? defaultExpiryWarningDays },
    world,
    signal,
  );
  if (cleared === undefined) {
    return undefined;
  }
  if (!cleared.ok) {
    recorder.emit({ kind: "checkFailed", ...cleared.failure });
    return undefined;
  }
  const { facts, warnings } = cleared.value.material;
  recorder.emit({ kind: "checked", facts, warnings });
  return cleared.value;
}

/** `certificate.expiryWarningDays` where the request says nothing. */
const defaultExpiryWarningDays = 30;

interface Running extends Pick<World, "clock" | "network"> {
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Opens the channel and judges the server; undefined where either fails. A server that is not trusted hears no MQTT. */
async function trustedChannel(
  { endpoint, material }: Cleared,
  request: TestConnectionRequest,
  { network, clock, recorder, signal }: Running,
): Promise<SecureChannel | undefined> {
  const { certificatePem, privateKeyPem, trustedPem } = material;
  const client = { certificatePem, privateKeyPem };
  const dial = { ...endpoint, client, trustedPem, timeoutMs: request.timeoutMs };
  const channel = await network.open(dial, recorder.emit, signal);
  const { secured } = recorder.state();
  if (secured === undefined || signal.aborted) {
    channel?.close();
    return undefined;
  }
  const verdict = await judged(secured, network, {
    host: endpoint.host,
    anchorsDer: material.anchorsDer,
    now: clock(),
    expiryWarningDays: request.expiryWarningDays ?? defaultExpiryWarningDays,
    isOwnServer: request.server.isOwn ?? false,
  });
  if (!verdict.trusted) {
    recorder.emit({ kind: "distrusted", code: verdict.code, facts: verdict.facts });
    channel?.close();
    return undefined;
  }
  if (channel !== undefined) {
    recorder.emit({ kind: "trusted", by: verdict.by, warnings: verdict.warnings });
  }
  return channel;
}

/** Judges by the platform's list a second time where that can tell whose certificate is missing between. */
async function judged(secured: Secured, network: Network, terms: TrustTerms): Promise<TrustVerdict> {
  const verdict = judgeTrust(secured, terms);
  const isStranger = !verdict.trusted && verdict.code === "server-cert-untrusted";
  const platformDer =
    isStranger && terms.anchorsDer === undefined ? await network.platformAnchors?.() : undefined;
  return platformDer === undefined ? verdict : judgeTrust(secured, { ...terms, platformDer });
}

interface Speaking extends Pick<World, "mqtt">, Pick<SessionListener, "ready"> {
  readonly request: TestConnectionRequest;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Introduces the device, subscribes and publishes; undefined where the broker did not accept it. */
async function spokenTo(
  channel: SecureChannel,
  { filePrefix, material }: Cleared,
  { mqtt, ready, request, recorder, signal }: Speaking,
): Promise<Conversation | undefined> {
  const hello = {
    protocolVersion: request.protocolVersion,
    clientId: clientIdOf(filePrefix, material.certificate.fingerprint256),
    keepaliveSeconds: request.keepaliveSeconds ?? 60,
    timeoutMs: request.timeoutMs,
    ...(ready && { ready }),
  };
  const stop = (): void => {
    channel.close();
  };
  signal.addEventListener("abort", stop);
  const conversation = await mqtt.converse(channel, hello, recorder.emit, signal);
  if (conversation === undefined) {
    channel.close();
  } else {
    await proveRights(conversation, request.subscriptions, recorder);
  }
  signal.removeEventListener("abort", stop);
  return conversation;
}

/** Subscribes where that is wanted, then publishes once. */
async function proveRights(
  conversation: Conversation,
  subscriptions: readonly string[],
  recorder: Recorder,
): Promise<void> {
  if (subscriptions.length > 0) {
    await conversation.subscribe(subscriptions);
  }
  if (recorder.state().ending === undefined) {
    await conversation.publish(attributesRequestTopic(1), attributesRequest, 1);
  }
}

/**
 * Proves that we may publish without writing anything to the person's device: a request for attributes that the device
 * most likely does not have. ThingsBoard acknowledges it and answers on `attributes/response/1`.
 */
const attributesRequest = new TextEncoder().encode(
  JSON.stringify({ clientKeys: "connectionTest", sharedKeys: "connectionTest" }),
);

function subjectOf({ server, propertiesPath }: TestConnectionRequest): ReportSubject {
  return { server: { name: server.name, mqttUrl: server.mqttUrl }, properties: propertiesPath };
}

function sessionOf(conversation: Conversation, recorder: Recorder): LiveSession {
  return {
    publish: (topic, payload, qos) => conversation.publish(topic, payload, qos),
    check: () => conversation.check(),
    disconnect: () => conversation.disconnect(),
    closed: recorder.closed,
  };
}
