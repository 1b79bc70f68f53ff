import type { SessionEvent, SessionFact } from "../../../../src/core/connection/events";
import { reportOf, type ReportFacts } from "../../../../src/core/connection/report";
import { advance, newSession } from "../../../../src/core/connection/session";

/** Gives recorded facts their times: ten milliseconds from one to the next. */
function recorded(facts: readonly SessionFact[]): readonly SessionEvent[] {
  return facts.map((fact, index) => ({ atMs: 1_000 + 10 * index, ...fact }));
}

/** Replays a stream to its report. */
export function reportFrom(facts: readonly SessionFact[]): ReportFacts {
  const state = recorded(facts).reduce(advance, newSession);
  const server = { name: "tb", mqttUrl: "mqtts://tb.example.org" };
  return reportOf(state, { server, properties: "/w/keygen.properties" });
}

/** The facts of a stream that went well, up to and with one of that kind. */
export function upTo(
  last: SessionFact["kind"],
  changes: { readonly certificateRequested?: boolean } = {},
): readonly SessionFact[] {
  const end = wellFacts.findIndex(({ kind }) => kind === last);
  return wellFacts
    .slice(0, end + 1)
    .map((fact) => (fact.kind === "secured" ? { ...fact, ...changes } : fact));
}

const wellFacts: readonly SessionFact[] = [
  { kind: "checking" },
  { kind: "checked", facts: { clientSubject: "CN=meter" }, warnings: [] },
  { kind: "resolving", host: "tb.example.org" },
  { kind: "resolved", host: "tb.example.org", addresses: ["192.0.2.1", "2001:db8::1"] },
  { kind: "connecting", address: "192.0.2.1", port: 8883 },
  { kind: "connected", address: "192.0.2.1", port: 8883 },
  { kind: "securing", serverName: "tb.example.org" },
  {
    kind: "secured",
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    presentedDer: [],
    certificateRequested: true,
  },
  { kind: "trusted", by: "pinned", warnings: [] },
  { kind: "mqttConnecting", protocolVersion: 5, clientId: "meter01" },
  { kind: "accepted", sessionPresent: false },
  { kind: "subscribing", topics: ["a", "b"] },
  {
    kind: "subscribed",
    grants: [
      { topic: "a", code: 1 },
      { topic: "b", code: 1 },
    ],
  },
  { kind: "published", topic: "t", payload: new Uint8Array(), qos: 1 },
  { kind: "acknowledged", topic: "t", reasonCode: 0x10 },
];
