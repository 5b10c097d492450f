import type { Context } from "@holdfast/operations";
import type { ChangeHub } from "./change-hub.ts";
import type { StatusFollower } from "./follow-status.ts";

/** While much changes, the facts are read at most this often. */
const betweenMilliseconds = 2_000;

/**
 * Reads the facts behind the status again when something changed that they rest on, and tells pages to ask for it.
 * Backups are in memory already. Resolves with the context's signal.
 */
export async function keepStatusFresh(context: Context, hub: ChangeHub, status: StatusFollower): Promise<void> {
  const { clock, signal } = context;
  for await (const change of hub.subscribe(signal, "server")) {
    if (change.kind === "backup-sets") continue;
    if (change.kind === "records" && change.topics.every((topic) => topic === "status")) continue;
    await status.refresh();
    hub.publish({ kind: "records", topics: ["status"] });
    await clock.sleep(betweenMilliseconds, signal).catch(() => undefined);
  }
}
