import { comingSlots, decideGate, describeTiming, labels, slotsBetween } from "@holdfast/domain";
import type { HeldLicense, Ledger, RunOutcome, ScheduleState, ScheduleView } from "@holdfast/domain";
import { isApiError, secrets } from "@holdfast/kubernetes";
import { recordsFrom } from "../applications/application-records.ts";
import { heldLicense } from "../applications/held-license.ts";
import type { Secret } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { BackupSchedule } from "./backup-schedule.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { listLedgers } from "./ledger-record.ts";

const shownNext = 5;
/** A controller needs this long at most to take a time up. */
const lateMilliseconds = 90_000;

/** Every schedule of Holdfast with what became of its times, by name. Faults: missing-rights, cluster-unreachable. */
export async function listSchedules(context: Context): Promise<readonly ScheduleView[]> {
  return viewAll(context, await readSchedules(context));
}

/** Faults: schedule-not-found, and as listSchedules. */
export async function showSchedule(context: Context, name: string): Promise<ScheduleView> {
  const schedule = await findSchedule(context, name);
  const [view] = await viewAll(context, [schedule]);
  if (view === undefined) throw new Error(`Schedule ${name} has no view`);
  return view;
}

async function viewAll(context: Context, schedules: readonly BackupSchedule[]): Promise<readonly ScheduleView[]> {
  if (schedules.length === 0) return [];
  try {
    const [ledgers, licenses] = await Promise.all([listLedgers(context.kubernetes), readLicenses(context)]);
    const byId = new Map(ledgers.map(({ ledger }) => [ledger.schedule, ledger]));
    const now = context.clock.now();
    return schedules.map((schedule) => viewSchedule({ schedule, ledger: byId.get(schedule.spec.id), licenses, now }));
  } catch (error) {
    throw fromApiError(error);
  }
}

interface Licenses {
  readonly slugs: readonly string[];
  /** Read when it is asked for. */
  of(slug: string): HeldLicense;
}

/** Undefined when this user may not look: then nothing is said of licenses. */
async function readLicenses(context: Context): Promise<Licenses | undefined> {
  try {
    const found = await context.kubernetes.listAll<Secret>(secrets, { labelSelector: `${labels.record}=license` });
    const slugs = new Set(found.map(({ metadata }) => metadata.labels?.[labels.application] ?? ""));
    return { slugs: [...slugs], of: (slug) => heldLicense(recordsFrom(slug, found)) };
  } catch (error) {
    if (isApiError(error, "Forbidden")) return undefined;
    throw error;
  }
}

interface Known {
  readonly schedule: BackupSchedule;
  readonly ledger: Ledger | undefined;
  readonly licenses: Licenses | undefined;
  readonly now: number;
}

function viewSchedule(known: Known): ScheduleView {
  const { schedule, ledger, now } = known;
  const { name, scope, spec, timing, createdAt, startWithinSeconds, runWithinSeconds } = schedule;
  const paused = spec.paused ?? unlicensed(known);
  const showsNext = timing.kind === "timing" && spec.paused === undefined;
  return {
    name,
    scope,
    cron: spec.cron,
    when: timing.kind === "timing" ? describeTiming(timing.timing) : spec.cron,
    timeZone: spec.timeZone,
    ...(spec.destination === undefined ? {} : { destination: spec.destination }),
    ...(paused === undefined ? {} : { paused }),
    next: showsNext ? comingSlots({ ...schedule, timing: timing.timing, ledger }, now, shownNext).map(toIso) : [],
    ...viewLastRun(ledger),
    missed: (ledger?.missed ?? []).map(({ slot, reason }) => ({ slot: toIso(slot), reason })),
    missedEarlier: ledger?.missedEarlier ?? 0,
    state: stateOf(known, paused),
    createdAt,
    startWithinSeconds,
    runWithinSeconds,
  };
}

/** What a license forbids comes to rest by itself, and goes on by itself when it is allowed again. */
function unlicensed({ schedule: { scope }, licenses, now }: Known): ScheduleView["paused"] {
  if (licenses === undefined) return undefined;
  const slugs = scope.kind === "application" ? licenses.slugs.filter((slug) => slug === scope.slug) : licenses.slugs;
  const work = scope.kind === "application" ? "partial-backup" : "full-backup";
  let first: { readonly since?: string; readonly reason: string } | undefined;
  for (const slug of slugs) {
    const decision = decideGate(work, licenses.of(slug), now);
    if (decision.kind === "allowed") return undefined;
    first ??= decision;
  }
  if (first === undefined) return undefined;
  const reason = `The license of ${slugs.join(", ")} does not allow backups. ${first.reason}`;
  return { reason, since: first.since ?? toIso(now) };
}

function viewLastRun(ledger: Ledger | undefined): Pick<ScheduleView, "lastRun"> {
  const run = ledger?.lastRun;
  if (run === undefined) return {};
  const outcome: RunOutcome = run.outcome ?? { kind: "running", since: toIso(run.begunAt) };
  return { lastRun: { slot: toIso(run.slot), set: run.set, outcome } };
}

function stateOf(known: Known, paused: ScheduleView["paused"]): ScheduleState {
  const { schedule, ledger, now } = known;
  const { timing } = schedule;
  if (timing.kind === "refused") return { kind: "invalid", reason: `${timing.reason} ${timing.remedy}` };
  const run = ledger?.lastRun;
  if (run !== undefined && run.outcome === undefined) {
    const since = toIso(run.begunAt);
    if (now <= run.begunAt + schedule.runWithinSeconds * 1000) return { kind: "running", set: run.set, since };
    return { kind: "stuck", set: run.set, since, reason: stuckReason(schedule, run.stoppedAt) };
  }
  if (paused !== undefined) return { kind: "paused", ...paused };
  const due = ledger?.due;
  if (due !== undefined) {
    const until = toIso(due.since + schedule.startWithinSeconds * 1000);
    return { kind: "waiting", slot: toIso(due.slot), reason: due.waitsFor ?? "It is about to begin.", until };
  }
  return lateState(known, timing) ?? { kind: "active" };
}

function stuckReason({ runWithinSeconds }: BackupSchedule, stoppedAt: number | undefined): string {
  const hours = Math.round(runWithinSeconds / 360) / 10;
  const told = stoppedAt === undefined ? "" : ` Its transfers were told to stop at ${toIso(stoppedAt)}.`;
  return `It runs for longer than ${hours} h.${told} No other backup of this schedule begins before it has ended.`;
}

function lateState(
  known: Known,
  { timing }: Extract<BackupSchedule["timing"], { kind: "timing" }>,
): ScheduleState | undefined {
  const { schedule, ledger, now } = known;
  const from = Math.max(schedule.activeFrom, ledger?.decidedUntil ?? 0);
  const slot = slotsBetween(timing, Math.max(from, now - longestLookMilliseconds), now - lateMilliseconds).at(-1);
  if (slot === undefined) return undefined;
  const reason = ledger?.problem ?? "Nobody took it up: Holdfast does not run in the cluster (see `holdfast install`).";
  return { kind: "late", slot: toIso(slot), reason };
}

const longestLookMilliseconds = 400 * 24 * 3600 * 1000;

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}
