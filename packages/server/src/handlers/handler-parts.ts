import type { Context as OperationsContext } from "@holdfast/operations";
import type { Context } from "hono";
import type { Sessions } from "../auth/sessions.ts";
import type { ClusterReading } from "../reading/cluster-reading.ts";
import type { StatusFollower } from "../reading/follow-status.ts";

/** What requests are answered with. */
export interface HandlerParts {
  readonly reading: ClusterReading;
  readonly status: StatusFollower;
  readonly sessions: Sessions;
  readonly version: string;
  /** For the use cases: their records say who asked. */
  readonly contextFor: (user: string) => OperationsContext;
  /** Of the client, for the limit on sign-in attempts. */
  readonly addressOf: (call: Context) => string;
}

/** A context of whoever sent the request. */
export async function contextOf({ sessions, contextFor }: HandlerParts, call: Context): Promise<OperationsContext> {
  return contextFor((await sessions.require(call)).user);
}
