import { connect } from "node:net";
import { bounded } from "./bounded";

/** Where to ask. */
export interface PlainPort {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

/** An MQTT 3.1.1 CONNECT (§3.1) with an empty client id and a clean session: nothing of the device is in it. */
const question = Buffer.from("100c00044d5154540402000a0000", "hex");

/** A server that is silent for so long is not one that a person mistook for MQTT over TLS. */
const patienceMs = 2_000;

/** The first byte of a TLS alert or handshake record (RFC 8446 §5.1). */
const tlsRecordTypes: readonly number[] = [0x15, 0x16];

/**
 * Asks a port that would not speak TLS what it speaks, by a plain MQTT CONNECT: a broker answers CONNACK, a web server an
 * HTTP error, others their banner. Gives the first 64 bytes at most, lower-case hex; undefined for silence and for TLS.
 */
export async function askPlainly(target: PlainPort, signal: AbortSignal): Promise<string | undefined> {
  const socket = connect({ host: target.host, port: target.port });
  const answer = await bounded<Buffer>(Math.min(target.timeoutMs, patienceMs), signal, {
    start: (done) => {
      const giveUp = (): void => {
        done(undefined, () => undefined);
      };
      socket.once("connect", () => socket.write(question));
      socket.once("data", (bytes: Buffer) => {
        done(bytes.subarray(0, 64), () => undefined);
      });
      socket.on("error", giveUp);
      socket.once("close", giveUp);
    },
    late: () => undefined,
  });
  socket.destroy();
  const isTls = answer !== undefined && tlsRecordTypes.includes(answer[0] ?? 0) && answer[1] === 3;
  return isTls ? undefined : answer?.toString("hex");
}
