import type { ChangeView } from "@holdfast/api";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Sessions } from "../auth/sessions.ts";
import type { ChangeHub } from "../reading/change-hub.ts";

/** Often enough for proxies that cut silent connections, and to end the stream of a session that is over. */
const beatMilliseconds = 15_000;

export interface ChangeStream {
  readonly hub: ChangeHub;
  readonly sessions: Pick<Sessions, "require">;
  /** The server stops: readers reconnect elsewhere. */
  readonly stopping: AbortSignal;
}

/** Server-sent events: one for every change, beginning with "everything" so that a gap before it does not matter. */
export function streamChanges(call: Context, { hub, sessions, stopping }: ChangeStream): Response {
  return streamSSE(call, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const signal = AbortSignal.any([left.signal, stopping]);
    const beat = setInterval(() => {
      void sessions.require(call).then(
        () => stream.write(": alive\n\n"),
        () => left.abort(),
      );
    }, beatMilliseconds);
    try {
      const changes = hub.subscribe(signal);
      await stream.writeSSE({ data: encode({ kind: "everything" }), retry: 1_000 });
      for await (const change of changes) await stream.writeSSE({ data: encode(change) });
    } finally {
      clearInterval(beat);
    }
  });
}

function encode(change: ChangeView): string {
  return JSON.stringify(change);
}
