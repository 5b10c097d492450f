import type { PingOptions, ChannelBase } from "./channel.ts";
import type { NotificationFacts } from "./facts.ts";
import type { ChannelLog } from "./outbox.ts";

/** Whether a ping may be sent, and if not, why not. */
export type PingVerdict = { readonly kind: "well" } | { readonly kind: "silent"; readonly reason: string };

const minute = 60_000;

/**
 * A ping says: every application is safe, now, and everything that decides so could be read. Anything else is silence,
 * which its receiver turns into an alarm.
 */
export function judgePing({ status, operations, risk }: NotificationFacts): PingVerdict {
  if (status.kind === "unknown") return { kind: "silent", reason: `the status cannot be read: ${status.reason}` };
  if (status.value.worst !== "safe") return { kind: "silent", reason: status.value.sentence };
  for (const known of [operations, ...Object.values(risk)]) {
    if (known.kind === "unknown") return { kind: "silent", reason: `not everything can be read: ${known.reason}` };
  }
  const away = risk.destinations.kind === "known" && risk.destinations.value.find((one) => one.isCurrent);
  if (away !== false && away?.reach.kind === "unavailable") {
    return { kind: "silent", reason: `destination ${away.name} is unavailable` };
  }
  return { kind: "well" };
}

/** A failed ping is tried again sooner than the next one is due. */
export function isPingDue({ everyMinutes }: PingOptions, log: ChannelLog | undefined, now: number): boolean {
  const last = log?.lastPing;
  if (last === undefined) return true;
  const pause = last.failure === undefined ? everyMinutes : Math.max(everyMinutes / 5, 1);
  const elapsed = now - Date.parse(last.at);
  // A clock that was set back must not silence it.
  return elapsed >= pause * minute || elapsed < 0;
}

/**
 * Pings that were set for another installation rest: a cluster that was brought back from its backup to look at must
 * not tell the world that the lost one is well.
 */
export function rests({ instance, kind }: ChannelBase & { readonly kind: string }, own: string | undefined): boolean {
  return kind === "ping" && instance !== own;
}
