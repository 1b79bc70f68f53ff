import type { DeviceProblem } from "./deviceProblems";
import type { Expiry } from "./expiry";

/** Gives the finding of a certificate that has ended or will soon; undefined where it is fine. */
export function expiryProblemOf({ side, certificate, urgency, days }: Expiry): DeviceProblem | undefined {
  if (urgency === "fine") {
    return undefined;
  }
  return {
    code: urgency === "expired" ? "certificate-expired" : "certificate-expires-soon",
    key: side === "client" ? "CLIENT_FILE_PREFIX" : "SERVER_FILE_PREFIX",
    side,
    values: {
      file: certificate.path.replace(/^.*[\\/]/, ""),
      end: new Date(certificate.notAfterMs).toISOString().slice(0, 10),
      days: `${days}`,
    },
    others: [],
    otherCount: 0,
  };
}
