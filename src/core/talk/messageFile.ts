import type { Result } from "../result";
import { fail, ok } from "../result";
import { isJsonObject, parseJson, type Json } from "../credential/json";
import { isTopicName } from "./payloadProblems";

/** A message of a file that is replayed. */
export interface FiledMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
}

/** Why a file of messages is not replayed. */
export interface MessageFileFailure {
  readonly code: "messages-empty" | "message-not-json" | "message-without-topic" | "message-qos-invalid";
  /** From 1. */
  readonly line: number;
}

/**
 * Reads a file of messages, one JSON object in each line: `topic`, `payload` (a text, or any JSON that is sent as JSON)
 * and `qos`, which is 1 unless given. Empty lines are left out; one line that is wrong refuses the whole.
 */
export function messagesIn(text: string): Result<readonly FiledMessage[], MessageFileFailure> {
  const messages: FiledMessage[] = [];
  for (const [index, source] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const read = source.trim() === "" ? undefined : messageOf(source);
    if (typeof read === "string") {
      return fail({ code: read, line: index + 1 });
    }
    if (read !== undefined) {
      messages.push(read);
    }
  }
  return messages.length === 0 ? fail({ code: "messages-empty", line: 1 }) : ok(messages);
}

function messageOf(source: string): FiledMessage | MessageFileFailure["code"] {
  const parsed = parseJson(source);
  if (!parsed.ok || !isJsonObject(parsed.value)) {
    return "message-not-json";
  }
  const { topic, payload = "", qos = 1 } = parsed.value;
  if (typeof topic !== "string" || !isTopicName(topic)) {
    return "message-without-topic";
  }
  if (qos !== 0 && qos !== 1 && qos !== 2) {
    return "message-qos-invalid";
  }
  return { topic, payload: textOf(payload), qos };
}

function textOf(payload: Json): string {
  return typeof payload === "string" ? payload : JSON.stringify(payload);
}
