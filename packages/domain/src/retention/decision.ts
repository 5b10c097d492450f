import type { ClockJudgement } from "./clock.ts";
import type { PolicyScope } from "./policy.ts";
import type { CalendarRule } from "./rules.ts";

/** What is decided about one backup, and why. */
export interface Decision {
  readonly set: string;
  readonly createdAt: string;
  readonly destination?: string;
  readonly verdict: Verdict;
}

export type Verdict =
  | { readonly kind: "kept"; readonly scope: PolicyScope; readonly reasons: readonly KeepReason[] }
  | { readonly kind: "freed"; readonly scope: PolicyScope; readonly rules: string }
  /** No rule of this installation is ever asked. */
  | { readonly kind: "untouched"; readonly why: UntouchedReason };

export type KeepReason =
  /** Always kept: the newest good full backup in its destination. */
  | { readonly kind: "newest-full"; readonly good: boolean }
  /** Always kept: the newest in its destination that holds these parts well (slugs, or "console"). */
  | { readonly kind: "newest-of"; readonly parts: readonly string[]; readonly good: boolean }
  | { readonly kind: "held"; readonly by: string; readonly at: string; readonly reason?: string }
  | { readonly kind: "age"; readonly until: number }
  | { readonly kind: "last"; readonly position: number; readonly of: number }
  | { readonly kind: "calendar"; readonly rule: CalendarRule; readonly period: string; readonly of: number }
  /** Not good, so that it is not counted; newer than the last one that is. */
  | { readonly kind: "beside"; readonly rule: "last" | CalendarRule; readonly of: number }
  /** The policy says that everything is kept, or there is none. */
  | { readonly kind: "everything" }
  | { readonly kind: "no-policy" }
  /** It is older than the policy, which was made for new backups only. */
  | { readonly kind: "before-policy" }
  /** A rule would free it, but the time is not believed. */
  | { readonly kind: "clock"; readonly clock: Exclude<ClockJudgement, { kind: "believed" }> };

export type UntouchedReason =
  | "made-outside"
  | "another-instance"
  | "safety"
  | "in-work"
  | "gone"
  | "unknown-destination"
  | "unknown-time"
  | "unknown-scope";

export function isAlwaysKept(verdict: Verdict): boolean {
  return verdict.kind === "kept" && verdict.reasons.some(({ kind }) => kind === "newest-full" || kind === "newest-of");
}

function describeUntouched(why: UntouchedReason): string {
  switch (why) {
    case "made-outside":
      return "made outside Holdfast: Velero deletes it at its own expiry, no rule and no hold keeps it";
    case "another-instance":
      return "made by another installation, whose rules decide about it";
    case "safety":
      return "a safety snapshot: Velero deletes it after its 7 days";
    case "in-work":
      return "being made or deleted";
    case "gone":
      return "nothing of it is left";
    case "unknown-destination":
      return "its destination is not known";
    case "unknown-time":
      return "when it was made cannot be read";
    case "unknown-scope":
      return "whether it is a full or a partial backup cannot be read";
  }
}

function describeKept(reason: KeepReason): string {
  switch (reason.kind) {
    case "newest-full":
      return reason.good ? "always kept: newest good full backup" : "always kept: best full backup there is";
    case "newest-of":
      return `always kept: newest${reason.good ? " good" : ""} one of ${reason.parts.join(", ")}`;
    case "held":
      return `held by ${reason.by} since ${reason.at}${reason.reason === undefined ? "" : `: ${reason.reason}`}`;
    case "age":
      return `until ${new Date(reason.until).toISOString()}`;
    case "last":
      return `number ${reason.position} of the last ${reason.of}`;
    case "calendar":
      return `${reason.rule} ${reason.of}: ${reason.period}`;
    case "beside":
      return `not good, kept beside ${reason.rule === "last" ? "the last" : reason.rule} ${reason.of}`;
    case "everything":
      return "the policy keeps everything";
    case "no-policy":
      return "there is no policy: everything is kept";
    case "before-policy":
      return "older than the policy, which is for new backups only";
    case "clock":
      return reason.clock.kind === "behind"
        ? "a rule would free it, but a backup is newer than now"
        : "a rule would free it, but the clock is not believed yet";
  }
}

export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case "kept":
      return verdict.reasons.map(describeKept).join("; ");
    case "freed":
      return `the rules keep ${verdict.rules}, and this is none of them`;
    case "untouched":
      return describeUntouched(verdict.why);
  }
}
