import type { ServerFlight } from "./serverFlight";

/**
 * What a server is asked on a connection of its own after a test connection failed, where several causes look alike. No
 * certificate is shown on it and no MQTT is said: the server's first flight is the answer.
 *
 * `whom-it-accepts`: the hello of a test connection; a CertificateRequest names the issuers that the server takes.
 * `whom-it-accepts-1.2`: the same up to TLS 1.2, where that request is not encrypted.
 * `any-offer`: every version from TLS 1.0 and every cipher suite that there is; what the server chooses is what it lacked.
 */
export type ProbeQuestion = "whom-it-accepts" | "whom-it-accepts-1.2" | "any-offer";

/** A question with what came of it; nothing at all where the server said no to this too. */
export interface Probed extends ServerFlight {
  readonly question: ProbeQuestion;
}
