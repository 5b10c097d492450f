import type { HookCounts, HookRun, SetMember } from "@holdfast/domain";
import type { LiveReading } from "../backups/reading.ts";
import type { KnownSecrets } from "./application-secrets.ts";
import { hideSecrets } from "./hide-secrets.ts";

/** The hooks of a member's log as they may be shown; what Velero counts and its log does not hold is said. */
export async function showableHooks(
  member: SetMember,
  read: LiveReading<readonly HookRun[]>,
  secrets: () => Promise<KnownSecrets>,
): Promise<LiveReading<readonly HookRun[]>> {
  if (read.kind !== "known") return read;
  const counted = withUnlogged(read.value, member.backup?.hooks);
  if (counted.kind !== "known" || counted.value.length === 0) return counted;
  return { kind: "known", value: hideSecrets(counted.value, await secrets()) };
}

/** Velero's own count has also those that it did not begin, and those that its log level leaves out. */
export function withUnlogged(
  runs: readonly HookRun[],
  counts: HookCounts | undefined,
): LiveReading<readonly HookRun[]> {
  const { attempted = 0, failed = 0 } = counts ?? {};
  const unlogged = attempted - runs.length;
  if (unlogged <= 0) return { kind: "known", value: runs };
  if (runs.length === 0) {
    const counted = `Velero counts ${attempted} hooks, ${failed} of them failed`;
    return { kind: "unknown", reason: `${counted}, and its log holds none of them: its level is above info.` };
  }
  const reason = "Velero counts it and logged nothing of it: a hook before it failed with onError Fail";
  const more: HookRun = {
    kind: "pre",
    source: "unknown",
    name: `(${unlogged} more)`,
    place: { kind: "unknown", reason: "Velero's log does not tell it" },
    output: { kind: "missing", reason: "it was not run" },
    outcome: { kind: "not-run", reason },
  };
  return { kind: "known", value: [...runs, more] };
}
