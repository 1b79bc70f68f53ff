import { fail, ok, type Result } from "../../src/core/result";
import type { Http, HttpFailure, HttpRequest, HttpResponse } from "../../src/flows/world";

/** What a scripted server answers: a status with a value that is sent as JSON, a whole response, or no answer. */
export type ScriptedAnswer =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly failure: HttpFailure };

/** An Http port whose answers a test writes; it keeps what was asked. */
export interface ScriptedHttp extends Http {
  readonly asked: HttpRequest[];
}

/** Answers each request by a function of it; requests that wait are answered in order. */
export function scriptedHttp(
  answer: (request: HttpRequest) => ScriptedAnswer | Promise<ScriptedAnswer>,
): ScriptedHttp {
  const asked: HttpRequest[] = [];
  return {
    asked,
    send: async (request) => {
      asked.push(request);
      return responseOf(await answer(request));
    },
  };
}

function responseOf(answer: ScriptedAnswer): Result<HttpResponse, HttpFailure> {
  if ("failure" in answer) {
    return fail(answer.failure);
  }
  const body = "text" in answer ? answer.text : JSON.stringify(answer.json);
  return ok({
    status: answer.status,
    headers: { "content-type": "application/json", ...answer.headers },
    body,
  });
}
