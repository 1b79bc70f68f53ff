import type { Phase } from "./events";

/**
 * What a failed session means. The code names the cause, not the symptom; docs/diagnoses.md has an entry for each,
 * under the code as anchor. Only causes that `diagnose.ts` can prove are here, and `refine.ts` with what the server's REST API says.
 */
export type DiagnosisCode =
  | "properties-invalid"
  | "server-url-invalid"
  | "client-cert-missing"
  | "client-cert-unreadable"
  | "client-key-missing"
  | "client-key-unreadable"
  | "client-key-passphrase-wrong"
  | "client-key-mismatch"
  | "client-cert-expired"
  | "client-cert-not-yet-valid"
  | "client-cert-wrong-purpose"
  | "server-ca-missing"
  | "server-ca-unreadable"
  | "dns-not-found"
  | "dns-timeout"
  | "tcp-refused"
  | "tcp-timeout"
  | "tcp-unreachable"
  | "tcp-reset"
  | "tls-not-tls"
  | "tls-timeout"
  | "tls-closed"
  | "tls-version-unsupported"
  | "tls-no-shared-cipher"
  | "server-cert-untrusted"
  | "server-cert-self-signed"
  | "server-cert-changed"
  | "server-cert-expired"
  | "server-cert-not-yet-valid"
  | "server-cert-host-mismatch"
  | "server-cert-incomplete-chain"
  | "server-cert-wrong-purpose"
  | "server-cert-weak"
  | "server-ca-expired"
  | "client-cert-required"
  | "client-cert-rejected-unknown-ca"
  | "client-cert-rejected-expired"
  | "client-cert-rejected-revoked"
  | "client-cert-rejected"
  | "mqtt-not-mqtt"
  | "mqtt-connack-timeout"
  | "mqtt-closed"
  | "mqtt-version-refused"
  | "mqtt-client-id-refused"
  | "mqtt-server-unavailable"
  | "mqtt-bad-credentials"
  | "mqtt-not-authorized"
  | "device-not-provisioned"
  | "device-credentials-differ"
  | "device-belongs-to-other"
  | "mqtt-banned"
  | "mqtt-rate-limited"
  | "mqtt-subscribe-denied"
  | "mqtt-publish-refused"
  | "mqtt-kicked"
  | "mqtt-keepalive-timeout"
  | "mqtt-server-shutting-down";

/**
 * A cure that the UI turns into a button; `open-file` opens `facts.path`. Which of them apply is for facts to say:
 * `clientRenewable` and `ownServerCertificate` are `true` where there is a certificate to renew, `tlsPort` is a port of the
 * host that was asked and answers with TLS.
 */
export type DiagnosisAction =
  | "open-properties"
  | "open-file"
  | "renew-client-cert"
  | "generate-client-cert"
  | "fix-server-name"
  | "renew-server-cert"
  | "generate-server-cert"
  | "set-port"
  | "copy-public-cert"
  | "provision-device"
  | "register-with-test-server"
  | "start-test-server"
  | "fetch-server-certificate"
  | "open-servers-setting"
  | "open-timeout-setting"
  | "open-protocol-setting"
  | "open-subscriptions-setting"
  | "test-again"
  | "copy-openssl-command"
  | "copy-mosquitto-command"
  | "copy-report";

/**
 * Whether to connect again by oneself after it: `stop` where that would fail again, or do harm, until a person has acted;
 * `later` where the server asked for rest, or what stands there has to be replaced first.
 */
export type Reconnecting = "stop" | "soon" | "later";

/** One cause of the catalogue. */
export interface DiagnosisRow {
  /** The phase that it ends; `live` for what ends a session that was up. */
  readonly phase: Phase | "live";
  /** The likeliest cure first; at least one. The UI leaves out what does not apply to the server at hand. */
  readonly actions: readonly DiagnosisAction[];
  /** What a connection that was up before does when it, or an attempt to have it again, ends so. */
  readonly reconnect: Reconnecting;
}

/** A diagnosis with the facts that its sentence needs. */
export interface DiagnosisFacts {
  readonly code: DiagnosisCode;
  readonly facts: Readonly<Record<string, string>>;
}

const again = "test-again";
const fetch = "fetch-server-certificate";

/** The catalogue: every cause, the phase it ends and what cures it. */
export const diagnosisTable: Readonly<Record<DiagnosisCode, DiagnosisRow>> = {
  "properties-invalid": { phase: "preflight", actions: ["open-properties"], reconnect: "stop" },
  "server-url-invalid": {
    phase: "preflight",
    actions: ["set-port", "open-servers-setting"],
    reconnect: "stop",
  },
  "client-cert-missing": { phase: "preflight", actions: ["generate-client-cert"], reconnect: "stop" },
  "client-cert-unreadable": {
    phase: "preflight",
    actions: ["open-file", "generate-client-cert"],
    reconnect: "stop",
  },
  "client-key-missing": { phase: "preflight", actions: ["generate-client-cert"], reconnect: "stop" },
  "client-key-unreadable": {
    phase: "preflight",
    actions: ["open-file", "generate-client-cert"],
    reconnect: "stop",
  },
  "client-key-passphrase-wrong": {
    phase: "preflight",
    actions: ["open-properties", "generate-client-cert"],
    reconnect: "stop",
  },
  "client-key-mismatch": {
    phase: "preflight",
    actions: ["generate-client-cert", "open-file"],
    reconnect: "stop",
  },
  "client-cert-expired": {
    phase: "preflight",
    actions: ["renew-client-cert", "generate-client-cert"],
    reconnect: "stop",
  },
  "client-cert-not-yet-valid": {
    phase: "preflight",
    actions: ["renew-client-cert", "generate-client-cert", again],
    reconnect: "stop",
  },
  "client-cert-wrong-purpose": {
    phase: "preflight",
    actions: ["renew-client-cert", "generate-client-cert"],
    reconnect: "stop",
  },
  "server-ca-missing": { phase: "preflight", actions: [fetch, "open-servers-setting"], reconnect: "stop" },
  "server-ca-unreadable": {
    phase: "preflight",
    actions: ["open-file", "open-servers-setting"],
    reconnect: "stop",
  },

  "dns-not-found": { phase: "dns", actions: ["open-servers-setting", again], reconnect: "soon" },
  "dns-timeout": { phase: "dns", actions: [again, "open-timeout-setting"], reconnect: "soon" },
  "tcp-refused": {
    phase: "tcp",
    actions: ["start-test-server", "set-port", "open-servers-setting", again],
    reconnect: "soon",
  },
  "tcp-timeout": {
    phase: "tcp",
    actions: ["set-port", "open-servers-setting", "open-timeout-setting", again],
    reconnect: "soon",
  },
  "tcp-unreachable": { phase: "tcp", actions: ["open-servers-setting", again], reconnect: "soon" },
  "tcp-reset": { phase: "tcp", actions: ["set-port", "open-servers-setting", again], reconnect: "soon" },

  "tls-not-tls": { phase: "tls", actions: ["set-port", "open-servers-setting"], reconnect: "later" },
  "tls-timeout": {
    phase: "tls",
    actions: ["set-port", "open-servers-setting", "open-timeout-setting", again],
    reconnect: "soon",
  },
  "tls-closed": { phase: "tls", actions: ["set-port", "open-servers-setting", again], reconnect: "soon" },
  "tls-version-unsupported": { phase: "tls", actions: ["open-servers-setting"], reconnect: "stop" },
  "tls-no-shared-cipher": {
    phase: "tls",
    actions: ["open-servers-setting", "generate-server-cert"],
    reconnect: "stop",
  },
  "server-cert-untrusted": { phase: "tls", actions: [fetch, "open-servers-setting"], reconnect: "stop" },
  "server-cert-self-signed": { phase: "tls", actions: [fetch, "open-servers-setting"], reconnect: "stop" },
  "server-cert-changed": { phase: "tls", actions: [fetch, "open-servers-setting"], reconnect: "stop" },
  "server-cert-expired": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", "open-servers-setting"],
    reconnect: "stop",
  },
  "server-cert-not-yet-valid": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", again],
    reconnect: "stop",
  },
  "server-cert-host-mismatch": {
    phase: "tls",
    actions: ["fix-server-name", "open-servers-setting", "open-properties", "generate-server-cert"],
    reconnect: "stop",
  },
  "server-cert-incomplete-chain": {
    phase: "tls",
    actions: [fetch, "open-servers-setting", again],
    reconnect: "stop",
  },
  "server-cert-wrong-purpose": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", "open-servers-setting"],
    reconnect: "stop",
  },
  "server-cert-weak": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", "open-servers-setting"],
    reconnect: "stop",
  },
  "server-ca-expired": { phase: "tls", actions: ["open-servers-setting"], reconnect: "stop" },

  "client-cert-required": { phase: "tls", actions: ["generate-client-cert", again], reconnect: "stop" },
  "client-cert-rejected-unknown-ca": {
    phase: "tls",
    // The file, where the chain in it lacks a certificate.
    actions: ["open-file", "copy-public-cert", "open-servers-setting"],
    reconnect: "stop",
  },
  "client-cert-rejected-expired": {
    phase: "tls",
    actions: ["renew-client-cert", "generate-client-cert"],
    reconnect: "stop",
  },
  "client-cert-rejected-revoked": { phase: "tls", actions: ["generate-client-cert"], reconnect: "stop" },
  "client-cert-rejected": {
    phase: "tls",
    actions: ["copy-public-cert", "generate-client-cert"],
    reconnect: "stop",
  },

  "mqtt-not-mqtt": { phase: "mqtt", actions: ["set-port", "open-servers-setting"], reconnect: "later" },
  "mqtt-connack-timeout": { phase: "mqtt", actions: ["open-timeout-setting", again], reconnect: "soon" },
  "mqtt-closed": { phase: "mqtt", actions: [again, "open-protocol-setting"], reconnect: "soon" },
  "mqtt-version-refused": { phase: "mqtt", actions: ["open-protocol-setting"], reconnect: "stop" },
  "mqtt-client-id-refused": { phase: "mqtt", actions: ["open-properties"], reconnect: "stop" },
  "mqtt-server-unavailable": { phase: "mqtt", actions: [again], reconnect: "soon" },
  "mqtt-bad-credentials": {
    phase: "mqtt",
    actions: ["register-with-test-server", "copy-public-cert"],
    reconnect: "stop",
  },
  "mqtt-not-authorized": {
    phase: "mqtt",
    actions: ["register-with-test-server", "copy-public-cert"],
    reconnect: "stop",
  },
  "device-not-provisioned": {
    phase: "mqtt",
    actions: ["provision-device", "register-with-test-server", "copy-public-cert"],
    reconnect: "stop",
  },
  "device-credentials-differ": {
    phase: "mqtt",
    actions: ["provision-device", "register-with-test-server", "copy-public-cert"],
    reconnect: "stop",
  },
  "device-belongs-to-other": {
    phase: "mqtt",
    actions: ["generate-client-cert", "provision-device"],
    reconnect: "stop",
  },
  "mqtt-banned": { phase: "mqtt", actions: ["copy-public-cert"], reconnect: "stop" },
  "mqtt-rate-limited": { phase: "mqtt", actions: [again], reconnect: "later" },

  "mqtt-subscribe-denied": { phase: "subscribe", actions: ["open-subscriptions-setting"], reconnect: "stop" },
  "mqtt-publish-refused": { phase: "publish", actions: [again], reconnect: "stop" },
  "mqtt-kicked": { phase: "live", actions: [again], reconnect: "stop" },
  "mqtt-keepalive-timeout": { phase: "live", actions: [again], reconnect: "soon" },
  "mqtt-server-shutting-down": { phase: "live", actions: [again], reconnect: "soon" },
};

/** The cures of a cause, then what helps with any: the commands that show the same fault, and the report for a ticket. */
export function actionsOf(code: DiagnosisCode): readonly DiagnosisAction[] {
  const { phase, actions } = diagnosisTable[code];
  return [...actions, ...(isOnTheWire(phase) ? proofs : []), "copy-report"];
}

const proofs: readonly DiagnosisAction[] = ["copy-openssl-command", "copy-mosquitto-command"];

/** Without certificate, key and address there is no command to show anything with. */
function isOnTheWire(phase: DiagnosisRow["phase"]): boolean {
  return phase !== "preflight" && phase !== "dns";
}
