import { apiBase, consoleHeader, createClient, eventsPath } from "@holdfast/api";
import type { ChangeView } from "@holdfast/api";

/** A browser as far as the server can tell: it keeps the session's cookie and follows the events. */
export interface SignedIn {
  readonly client: ReturnType<typeof createClient>;
  readonly cookie: string;
  /** Ends with the signal. */
  changes(signal: AbortSignal): AsyncGenerator<ChangeView>;
}

export function postPassword(address: string, password: string): Promise<Response> {
  return fetch(`${address}${apiBase}/session`, {
    method: "POST",
    headers: { "content-type": "application/json", [consoleHeader]: "1" },
    body: JSON.stringify({ password }),
  });
}

export async function signIn(address: string, password: string): Promise<SignedIn> {
  const answer = await postPassword(address, password);
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (cookie === undefined) throw new Error("signing in set no cookie");
  return withCookie(address, cookie);
}

export function withCookie(address: string, cookie: string): SignedIn {
  const client = createClient(address, (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("cookie", cookie);
    return fetch(input, { ...init, headers });
  });
  return { client, cookie, changes: (signal) => readChanges(address, cookie, signal) };
}

async function* readChanges(address: string, cookie: string, signal: AbortSignal): AsyncGenerator<ChangeView> {
  const answer = await fetch(`${address}${eventsPath}`, { headers: { cookie }, signal });
  if (!answer.ok || answer.body === null) throw new Error(`events: ${answer.status}`);
  let text = "";
  try {
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split("\n\n");
      text = messages.pop() ?? "";
      for (const message of messages) yield* parseMessage(message);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function parseMessage(message: string): readonly ChangeView[] {
  const data = message.split("\n").find((line) => line.startsWith("data:"));
  return data === undefined ? [] : [JSON.parse(data.slice("data:".length)) as ChangeView];
}
