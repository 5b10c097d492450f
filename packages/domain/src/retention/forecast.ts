import type { BackupSet, SetMember } from "../backup-set/backup-set.ts";
import { consoleMember } from "../backup-set/set-names.ts";
import { decideRetention } from "./decide-retention.ts";
import type { RetentionFacts } from "./decide-retention.ts";
import { describeVerdict } from "./decision.ts";
import { periodsIn } from "./periods.ts";
import type { PolicyScope } from "./policy.ts";

/** A backup that a schedule is going to make. */
export interface PlannedSet {
  readonly name: string;
  /** Milliseconds. */
  readonly at: number;
  readonly scope: PolicyScope;
  readonly destination: string;
  /** Slugs of the applications that a full one is going to hold. */
  readonly slugs: readonly string[];
}

export interface ForecastWish {
  /** Milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly timeZone: string;
  readonly planned: readonly PlannedSet[];
}

/** A day on which something comes or goes. */
interface ForecastDay {
  /** YYYY-MM-DD in the time zone asked for. */
  readonly day: string;
  readonly made: readonly string[];
  readonly freed: readonly { readonly set: string; readonly why: string }[];
  /** How many of this installation's backups there are at its end. */
  readonly left: number;
}

export interface Forecast {
  readonly days: readonly ForecastDay[];
  /** What exists at the end. */
  readonly left: readonly string[];
}

const hourMilliseconds = 3600 * 1000;

/**
 * What will exist day by day, if every planned backup is made and ends well. The rules are asked at the end of each day;
 * what they free is deleted by then.
 */
export function forecastRetention(facts: RetentionFacts, wish: ForecastWish): Forecast {
  const planned = [...wish.planned].sort((one, other) => one.at - other.at);
  const instance = facts.instances[0] ?? "";
  const days: ForecastDay[] = [];
  let sets = facts.sets;
  let next = 0;
  for (const { day, end } of daysOf(wish)) {
    const made: BackupSet[] = [];
    for (let one = planned[next]; one !== undefined && one.at <= end; one = planned[(next += 1)]) {
      made.push(plannedSet(one, instance));
    }
    const asked = { ...facts, sets: [...made.toReversed(), ...sets], clock: { kind: "believed" } } as const;
    const freed = decideRetention(asked, end).flatMap(({ set, verdict }) =>
      verdict.kind === "freed" ? [{ set, why: describeVerdict(verdict) }] : [],
    );
    const gone = new Set(freed.map(({ set }) => set));
    sets = asked.sets.filter(({ name }) => !gone.has(name));
    if (made.length === 0 && freed.length === 0) continue;
    const left = sets.filter((set) => isCounted(set, facts.instances)).length;
    days.push({ day, made: made.map(({ name }) => name), freed, left });
  }
  return { days, left: sets.filter((set) => isCounted(set, facts.instances)).map(({ name }) => name) };
}

function isCounted(set: BackupSet, instances: readonly string[]): boolean {
  return set.origin === "holdfast" && set.scope !== "safety" && instances.includes(set.instance ?? "");
}

/** Each day with its last moment, the first one from `from` on; the hours of a day are not always 24. */
function daysOf({ from, until, timeZone }: ForecastWish): readonly { readonly day: string; readonly end: number }[] {
  const periods = periodsIn(timeZone);
  const days: { day: string; end: number }[] = [];
  for (let moment = from; moment < until; moment = Math.min(moment + hourMilliseconds, until)) {
    const day = periods(moment).daily;
    const last = days.at(-1);
    if (last?.day === day) last.end = moment;
    else days.push({ day, end: moment });
  }
  return days;
}

function plannedSet({ name, at, scope, destination, slugs }: PlannedSet, instance: string): BackupSet {
  const parts = scope.kind === "instance" ? [...slugs, consoleMember] : [scope.slug];
  const members = parts.map((part): SetMember => ({
    name: `${name}-${part}`,
    part:
      scope.kind === "instance" && part === consoleMember ? { kind: "console" } : { kind: "application", slug: part },
    stage: "completed",
  }));
  return {
    name,
    origin: "holdfast",
    scope: scope.kind === "instance" ? "full" : "partial",
    state: "complete",
    members,
    createdAt: new Date(at).toISOString(),
    destination,
    instance,
    warnings: 0,
    errors: 0,
    problems: [],
  };
}
