import type { IncomingMessage } from "node:http";

import { readText } from "../transport/read-text.ts";
import { refusal, unreachable } from "../transport/status.ts";
import type { ApiRequest } from "../transport/exchange.ts";
import type { Transport } from "../transport/transport.ts";
import { linesOf } from "./lines.ts";

/**
 * The lines of an answer as they arrive. Ends quietly when the request's signal aborts; a connection that breaks is
 * ApiError "Unreachable". Leaving the loop closes the connection.
 */
export async function* streamLines(transport: Transport, request: ApiRequest): AsyncGenerator<string, void, undefined> {
  const isAborted = (): boolean => request.signal?.aborted === true;
  if (isAborted()) return;
  let response: IncomingMessage | undefined;
  try {
    response = await transport.open(request);
    if (response.statusCode !== 200) throw await readRefusal(response, request);
    yield* linesOf(response);
  } catch (error) {
    if (isAborted()) return;
    throw unreachable(transport.server, request.words, error);
  } finally {
    response?.destroy();
  }
}

async function readRefusal(response: IncomingMessage, request: ApiRequest): Promise<Error> {
  const body = await readText(response);
  return refusal({ status: response.statusCode ?? 0, body, retryAfterSeconds: undefined }, request.words);
}
