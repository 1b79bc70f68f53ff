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

/** One cause of the catalogue. */
export interface DiagnosisRow {
  /** The phase that it ends; `live` for what ends a session that was up. */
  readonly phase: Phase | "live";
  /** The likeliest cure first; at least one. The UI leaves out what does not apply to the server at hand. */
  readonly actions: readonly DiagnosisAction[];
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
  "properties-invalid": { phase: "preflight", actions: ["open-properties"] },
  "server-url-invalid": { phase: "preflight", actions: ["set-port", "open-servers-setting"] },
  "client-cert-missing": { phase: "preflight", actions: ["generate-client-cert"] },
  "client-cert-unreadable": { phase: "preflight", actions: ["open-file", "generate-client-cert"] },
  "client-key-missing": { phase: "preflight", actions: ["generate-client-cert"] },
  "client-key-unreadable": { phase: "preflight", actions: ["open-file", "generate-client-cert"] },
  "client-key-passphrase-wrong": {
    phase: "preflight",
    actions: ["open-properties", "generate-client-cert"],
  },
  "client-key-mismatch": { phase: "preflight", actions: ["generate-client-cert", "open-file"] },
  "client-cert-expired": { phase: "preflight", actions: ["renew-client-cert", "generate-client-cert"] },
  "client-cert-not-yet-valid": {
    phase: "preflight",
    actions: ["renew-client-cert", "generate-client-cert", again],
  },
  "client-cert-wrong-purpose": { phase: "preflight", actions: ["renew-client-cert", "generate-client-cert"] },
  "server-ca-missing": { phase: "preflight", actions: [fetch, "open-servers-setting"] },
  "server-ca-unreadable": { phase: "preflight", actions: ["open-file", "open-servers-setting"] },

  "dns-not-found": { phase: "dns", actions: ["open-servers-setting", again] },
  "dns-timeout": { phase: "dns", actions: [again, "open-timeout-setting"] },
  "tcp-refused": { phase: "tcp", actions: ["start-test-server", "set-port", "open-servers-setting", again] },
  "tcp-timeout": {
    phase: "tcp",
    actions: ["set-port", "open-servers-setting", "open-timeout-setting", again],
  },
  "tcp-unreachable": { phase: "tcp", actions: ["open-servers-setting", again] },
  "tcp-reset": { phase: "tcp", actions: ["set-port", "open-servers-setting", again] },

  "tls-not-tls": { phase: "tls", actions: ["set-port", "open-servers-setting"] },
  "tls-timeout": {
    phase: "tls",
    actions: ["set-port", "open-servers-setting", "open-timeout-setting", again],
  },
  "tls-closed": { phase: "tls", actions: ["set-port", "open-servers-setting", again] },
  "tls-version-unsupported": { phase: "tls", actions: ["open-servers-setting"] },
  "tls-no-shared-cipher": { phase: "tls", actions: ["open-servers-setting", "generate-server-cert"] },
  "server-cert-untrusted": { phase: "tls", actions: [fetch, "open-servers-setting"] },
  "server-cert-self-signed": { phase: "tls", actions: [fetch, "open-servers-setting"] },
  "server-cert-changed": { phase: "tls", actions: [fetch, "open-servers-setting"] },
  "server-cert-expired": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", "open-servers-setting"],
  },
  "server-cert-not-yet-valid": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", again],
  },
  "server-cert-host-mismatch": {
    phase: "tls",
    actions: ["fix-server-name", "open-servers-setting", "open-properties", "generate-server-cert"],
  },
  "server-cert-incomplete-chain": { phase: "tls", actions: [fetch, "open-servers-setting", again] },
  "server-cert-wrong-purpose": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", "open-servers-setting"],
  },
  "server-cert-weak": {
    phase: "tls",
    actions: ["renew-server-cert", "generate-server-cert", "open-servers-setting"],
  },
  "server-ca-expired": { phase: "tls", actions: ["open-servers-setting"] },

  "client-cert-required": { phase: "tls", actions: ["generate-client-cert", again] },
  "client-cert-rejected-unknown-ca": {
    phase: "tls",
    // The file, where the chain in it lacks a certificate.
    actions: ["open-file", "copy-public-cert", "open-servers-setting"],
  },
  "client-cert-rejected-expired": { phase: "tls", actions: ["renew-client-cert", "generate-client-cert"] },
  "client-cert-rejected-revoked": { phase: "tls", actions: ["generate-client-cert"] },
  "client-cert-rejected": { phase: "tls", actions: ["copy-public-cert", "generate-client-cert"] },

  "mqtt-not-mqtt": { phase: "mqtt", actions: ["set-port", "open-servers-setting"] },
  "mqtt-connack-timeout": { phase: "mqtt", actions: ["open-timeout-setting", again] },
  "mqtt-closed": { phase: "mqtt", actions: [again, "open-protocol-setting"] },
  "mqtt-version-refused": { phase: "mqtt", actions: ["open-protocol-setting"] },
  "mqtt-client-id-refused": { phase: "mqtt", actions: ["open-properties"] },
  "mqtt-server-unavailable": { phase: "mqtt", actions: [again] },
  "mqtt-bad-credentials": { phase: "mqtt", actions: ["register-with-test-server", "copy-public-cert"] },
  "mqtt-not-authorized": { phase: "mqtt", actions: ["register-with-test-server", "copy-public-cert"] },
  "device-not-provisioned": {
    phase: "mqtt",
    actions: ["provision-device", "register-with-test-server", "copy-public-cert"],
  },
  "device-credentials-differ": {
    phase: "mqtt",
    actions: ["provision-device", "register-with-test-server", "copy-public-cert"],
  },
  "device-belongs-to-other": { phase: "mqtt", actions: ["generate-client-cert", "provision-device"] },
  "mqtt-banned": { phase: "mqtt", actions: ["copy-public-cert"] },
  "mqtt-rate-limited": { phase: "mqtt", actions: [again] },

  "mqtt-subscribe-denied": { phase: "subscribe", actions: ["open-subscriptions-setting"] },
  "mqtt-publish-refused": { phase: "publish", actions: [again] },
  "mqtt-kicked": { phase: "live", actions: [again] },
  "mqtt-keepalive-timeout": { phase: "live", actions: [again] },
  "mqtt-server-shutting-down": { phase: "live", actions: [again] },
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
