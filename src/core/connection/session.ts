import { certificateFactsOf, tlsFactsOf } from "./certificateFacts";
import type { Phase, SessionEvent, Warning } from "./events";

/** How one phase of a test connection went. */
export interface PhaseReport {
  readonly phase: Phase;
  readonly ok: boolean;
  /** Milliseconds from its first to its last event. */
  readonly ms: number;
  /** What was proven, or what was tried. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A phase that has begun and not ended. */
export interface OpenPhase {
  readonly phase: Phase;
  readonly startedAtMs: number;
  readonly facts: Facts;
}

/** Everything that a session's events have proven so far. */
export interface SessionState {
  /** Phases that have ended, in order. */
  readonly phases: readonly PhaseReport[];
  readonly open?: OpenPhase;
  /** The time of the last event, milliseconds since 1970 UTC. */
  readonly lastAtMs: number;
  /** What the host's name led to. */
  readonly addresses: readonly string[];
  /** Each address that was tried in vain. */
  readonly attempts: readonly EventOf<"connectFailed">[];
  /** What the preflight found: the client certificate's facts among them. */
  readonly local: Facts;
  readonly connected?: EventOf<"connected">;
  readonly secured?: EventOf<"secured">;
  readonly trusted?: EventOf<"trusted">;
  readonly greeting?: EventOf<"mqttConnecting">;
  readonly accepted?: EventOf<"accepted">;
  readonly subscribed?: EventOf<"subscribed">;
  /** The event that ended it; the first one wins. */
  readonly ending?: SessionEvent;
  readonly warnings: readonly Warning[];
  /** What the server answered on connections of their own, after this one had failed. */
  readonly probes: readonly EventOf<"probed">[];
}

/** The event of one kind. */
export type EventOf<Kind extends SessionEvent["kind"]> = Extract<SessionEvent, { readonly kind: Kind }>;

type Facts = Readonly<Record<string, string>>;
type Step<Kind extends SessionEvent["kind"]> = (state: SessionState, event: EventOf<Kind>) => SessionState;

/** A session in which nothing has happened yet. */
export const newSession: SessionState = {
  phases: [],
  lastAtMs: 0,
  addresses: [],
  attempts: [],
  local: {},
  warnings: [],
  probes: [],
};

/** Takes one event into account. Replaying a recorded stream gives the same state. */
export function advance(state: SessionState, event: SessionEvent): SessionState {
  // A flood of messages after the test proves nothing more.
  if (event.kind === "received" && state.open === undefined) {
    return state;
  }
  const step = steps[event.kind] as Step<typeof event.kind>;
  // What is asked afterwards is no part of the phase that failed.
  const isAfterwards = event.kind === "probed" || event.kind === "noted";
  return { ...step(state, event), lastAtMs: isAfterwards ? state.lastAtMs : event.atMs };
}

/** What each kind of event does to the state. */
const steps: { readonly [Kind in SessionEvent["kind"]]: Step<Kind> } = {
  checking: (state, event) => begin(state, "preflight", event),
  checked: (state, event) => ({
    ...pass(state, event, event.facts),
    local: event.facts,
    warnings: event.warnings,
  }),
  checkFailed: (state, event) => end(note(state, event.facts), event),
  resolving: (state, event) => note(begin(state, "dns", event), { host: event.host }),
  resolved: (state, event) => ({
    ...pass(state, event, { addresses: event.addresses.join(", ") }),
    addresses: event.addresses,
  }),
  resolveFailed: (state, event) => end(note(state, { errorCode: event.errorCode }), event),
  connecting: (state, event) => (state.open?.phase === "tcp" ? state : begin(state, "tcp", event)),
  connected: (state, event) => ({
    ...pass(state, event, { address: socketText(event), ...triedFacts(state) }),
    connected: event,
  }),
  connectFailed: failAddress,
  securing: (state, event) => note(begin(state, "tls", event), { serverName: event.serverName }),
  secured: (state, event) => ({ ...note(state, tlsFactsOf(event)), secured: event }),
  tlsFailed: (state, event) =>
    end(note(state, { errorCode: event.errorCode, ...certificateFactsOf(event.presentedDer) }), event),
  trusted: (state, event) => ({
    ...pass(state, event, { trustedBy: event.by }),
    trusted: event,
    warnings: [...state.warnings, ...event.warnings],
  }),
  // Whom we do not trust may close on us too: that it is not trusted comes first.
  distrusted: (state, event) => ({ ...state, ending: event }),
  mqttConnecting: (state, event) => ({ ...greet(state, event), greeting: event }),
  accepted: (state, event) => ({
    ...pass(state, event, { returnCode: "0", sessionPresent: String(event.sessionPresent) }),
    accepted: event,
  }),
  refused: (state, event) => end(note(state, refusalFacts(event)), event),
  subscribing: (state, event) => note(begin(state, "subscribe", event), { topics: event.topics.join(", ") }),
  subscribed: grant,
  published: (state, event) =>
    state.phases.some((phase) => phase.phase === "publish")
      ? state
      : note(begin(state, "publish", event), { topic: event.topic, qos: String(event.qos) }),
  acknowledged: acknowledge,
  received: (state) => state,
  notMqtt: (state, event) => end(note(state, { firstBytesHex: event.firstBytesHex }), event),
  probed: (state, event) => ({ ...state, probes: [...state.probes, event] }),
  timedOut: (state, event) => end(note(state, { afterMs: String(event.afterMs) }), event),
  noted: (state, event) => note(state, event.facts),
  closed: (state, event) =>
    end(note(state, event.errorCode === undefined ? {} : { errorCode: event.errorCode }), event),
};

function begin(state: SessionState, phase: Phase, event: SessionEvent): SessionState {
  return { ...state, open: { phase, startedAtMs: event.atMs, facts: {} } };
}

function note(state: SessionState, facts: Facts): SessionState {
  return state.open === undefined
    ? state
    : { ...state, open: { ...state.open, facts: { ...state.open.facts, ...facts } } };
}

/** Ends the open phase well; without one, nothing changes: a live session's later events are no phases. */
function pass(state: SessionState, event: SessionEvent, facts: Facts): SessionState {
  if (state.open === undefined) {
    return state;
  }
  const { open, ...rest } = state;
  const { phase, startedAtMs } = open;
  const report: PhaseReport = {
    phase,
    ok: true,
    ms: event.atMs - startedAtMs,
    facts: { ...open.facts, ...facts },
  };
  return { ...rest, phases: [...state.phases, report] };
}

/** Notes what ended the session; the phase stays open, which is how `finish` knows that it failed. */
function end(state: SessionState, event: SessionEvent): SessionState {
  return state.ending === undefined ? { ...state, ending: event } : state;
}

/** The last address that fails ends the session. */
function failAddress(state: SessionState, event: EventOf<"connectFailed">): SessionState {
  const tried = { ...state, attempts: [...state.attempts, event] };
  const noted = note(tried, triedFacts(tried));
  return tried.attempts.length < tried.addresses.length ? noted : end(noted, event);
}

function triedFacts(state: SessionState): Facts {
  const tried = state.attempts.map((attempt) => `${socketText(attempt)} ${attempt.errorCode}`);
  return tried.length === 0 ? {} : { failed: tried.join(", ") };
}

function socketText({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function greet(state: SessionState, event: EventOf<"mqttConnecting">): SessionState {
  const version = event.protocolVersion === 5 ? "5.0" : "3.1.1";
  return note(begin(state, "mqtt", event), { protocol: `MQTT ${version}`, clientId: event.clientId });
}

function refusalFacts(event: EventOf<"refused">): Facts {
  return { returnCode: String(event.returnCode), ...saidIn(event) };
}

/** The server's own words, where it said any. */
function saidIn({ reasonString }: { readonly reasonString?: string }): Facts {
  return reasonString === undefined ? {} : { reasonString };
}

function grant(state: SessionState, event: EventOf<"subscribed">): SessionState {
  const granted = event.grants.map(
    (one) => `${one.topic} ${one.code >= 0x80 ? "refused" : `QoS ${one.code}`}`,
  );
  const facts = { grants: granted.join(", "), ...saidIn(event) };
  const denied = event.grants.filter((one) => one.code >= 0x80).map((one) => one.topic);
  const known = { ...state, subscribed: event };
  if (denied.length > 0 && denied.length === event.grants.length) {
    return end(note(known, facts), event);
  }
  const passed = pass(known, event, facts);
  return denied.length === 0
    ? passed
    : {
        ...passed,
        warnings: [
          ...passed.warnings,
          { code: "subscribe-partly-denied", facts: { topics: denied.join(", "), ...saidIn(event) } },
        ],
      };
}

function acknowledge(state: SessionState, event: EventOf<"acknowledged">): SessionState {
  const facts = { reasonCode: String(event.reasonCode), ...saidIn(event) };
  // Below 0x80 it arrived; 0x10 says that nobody listens (MQTT 5 §3.4.2.1).
  return event.reasonCode < 0x80 || state.open === undefined
    ? pass(state, event, facts)
    : end(note(state, facts), event);
}
