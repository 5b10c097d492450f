import type { Decision, Verdict } from "./decision.ts";

/** What a changed policy changes for one backup that exists. */
export interface RetentionChange {
  readonly set: string;
  readonly createdAt: string;
  /** goes: freed only by the new rules. stays: the former rules would have freed it. later, sooner: when age frees it. */
  readonly effect: "goes" | "stays" | "later" | "sooner";
  readonly before: Verdict;
  readonly after: Verdict;
}

/** The differences between two decisions about the same backups. */
export function compareDecisions(before: readonly Decision[], after: readonly Decision[]): readonly RetentionChange[] {
  const former = new Map(before.map((decision) => [decision.set, decision.verdict]));
  return after.flatMap(({ set, createdAt, verdict }) => {
    const old = former.get(set);
    const effect = old === undefined ? undefined : effectOf(old, verdict);
    return old === undefined || effect === undefined ? [] : [{ set, createdAt, effect, before: old, after: verdict }];
  });
}

function effectOf(before: Verdict, after: Verdict): RetentionChange["effect"] | undefined {
  if (before.kind === "untouched" || after.kind === "untouched") return undefined;
  if (after.kind === "freed") return before.kind === "freed" ? undefined : "goes";
  if (before.kind === "freed") return "stays";
  const [old, now] = [keptUntil(before), keptUntil(after)];
  if (old === now) return undefined;
  return now > old ? "later" : "sooner";
}

/** Milliseconds; Infinity where something else than its age keeps it. */
function keptUntil(verdict: Extract<Verdict, { kind: "kept" }>): number {
  const times = verdict.reasons.map((reason) => (reason.kind === "age" ? reason.until : Number.POSITIVE_INFINITY));
  return times.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...times);
}
