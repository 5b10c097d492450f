import type { BackupSet } from "../backup-set/backup-set.ts";
import type { KeepReason } from "./decision.ts";
import { periodsIn } from "./periods.ts";
import type { Periods } from "./periods.ts";
import type { PolicyRevision } from "./policy.ts";
import { calendarRules } from "./rules.ts";
import type { CalendarRule } from "./rules.ts";

/** A backup among those it is counted with: same policy, same destination. */
export interface Counted {
  readonly set: BackupSet;
  /** Milliseconds. */
  readonly made: number;
  /** All its members are Completed. */
  readonly good: boolean;
}

type Keep = (set: string, reason: KeepReason) => void;

/**
 * What rules keep of backups that are counted together, the newest first. Only good ones are counted. One that is not
 * good never takes a good one's place: it is kept beside them while it is newer than the last one counted, and no more
 * of them than of good ones.
 *
 * Longer rules keep all that shorter ones keep.
 */
export function keepByRules(
  series: readonly Counted[],
  { rules, timeZone }: Pick<PolicyRevision, "rules" | "timeZone">,
  now: number,
): ReadonlyMap<string, readonly KeepReason[]> {
  const kept = new Map<string, KeepReason[]>();
  const keep: Keep = (set, reason) => void kept.set(set, [...(kept.get(set) ?? []), reason]);
  keepByAge(series, rules.keepForHours, { now, keep });
  keepLast(series, rules.keepLast, keep);
  if (calendarRules.every((rule) => rules[rule] === undefined)) return kept;
  const periods = periodsIn(timeZone);
  const dated = series.map((counted) => ({ ...counted, periods: periods(counted.made) }));
  for (const rule of calendarRules) keepCalendar(dated, { rule, count: rules[rule] ?? 0 }, keep);
  return kept;
}

function keepByAge(
  series: readonly Counted[],
  hours: number | undefined,
  { now, keep }: { readonly now: number; readonly keep: Keep },
): void {
  if (hours === undefined) return;
  for (const { set, made } of series) {
    const until = made + hours * 3600 * 1000;
    if (until > now) keep(set.name, { kind: "age", until });
  }
}

function keepLast(series: readonly Counted[], count: number | undefined, keep: Keep): void {
  if (count === undefined) return;
  let good = 0;
  let others = 0;
  for (const counted of series) {
    if (good >= count) return;
    if (counted.good) good += 1;
    else others += 1;
    if (counted.good) keep(counted.set.name, { kind: "last", position: good, of: count });
    else if (others <= count) keep(counted.set.name, { kind: "beside", rule: "last", of: count });
  }
}

interface CalendarWish {
  readonly rule: CalendarRule;
  readonly count: number;
}

function keepCalendar(
  series: readonly (Counted & { readonly periods: Periods })[],
  { rule, count }: CalendarWish,
  keep: Keep,
): void {
  if (count === 0) return;
  const withGood = new Set(series.filter(({ good }) => good).map(({ periods }) => periods[rule]));
  const good = new Set<string>();
  const others = new Set<string>();
  for (const { set, periods, good: isGood } of series) {
    const period = periods[rule];
    if (isGood && !good.has(period)) {
      if (good.size >= count) return;
      good.add(period);
      keep(set.name, { kind: "calendar", rule, period, of: count });
    }
    if (isGood || withGood.has(period) || others.has(period)) continue;
    // Older than the last period that is counted.
    if (good.size >= count) return;
    others.add(period);
    if (others.size <= count) keep(set.name, { kind: "beside", rule, of: count });
  }
}
