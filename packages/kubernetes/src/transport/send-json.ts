import { refusal } from "./status.ts";
import type { ApiAnswer, ApiRequest } from "./exchange.ts";
import type { Transport } from "./transport.ts";

/** Sends and decodes; every status but 2xx is thrown as ApiError. */
export async function sendJson<T>(transport: Transport, request: ApiRequest): Promise<T> {
  const answer = await transport.send(request);
  return decode(answer, request) as T;
}

/** As sendJson, but "not found" is the value undefined. */
export async function sendJsonOrAbsent<T>(transport: Transport, request: ApiRequest): Promise<T | undefined> {
  const answer = await transport.send(request);
  return answer.status === 404 ? undefined : (decode(answer, request) as T);
}

function decode(answer: ApiAnswer, request: ApiRequest): unknown {
  if (answer.status < 200 || answer.status > 299) throw refusal(answer, request.words);
  return JSON.parse(answer.body);
}
