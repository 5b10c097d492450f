import { createHash } from "node:crypto";
import { Fault, judgeScope, originOfSet, restorableMember, startOf } from "@holdfast/domain";
import type { BackupSet, Check, RestorableMember } from "@holdfast/domain";
import { requireDefinition } from "../applications/definitions.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { findBackupSet, listBackupSets } from "../backups/list-sets.ts";
import { compareWithBackup } from "../compatibility/compare-with-backup.ts";
import type { Context } from "../context.ts";
import { findInstanceId } from "../installation/instance.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import type { LockSubject } from "../locks/lock.ts";
import { planConsoleRestore } from "../recovery/plan-console-restore.ts";
import type { ConsolePreview } from "../recovery/console-restore-input.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { checked } from "./check-of-fault.ts";
import { checkOfJudgement } from "./check-of-judgement.ts";
import { expectedConsoleSeconds, expectedSeconds } from "./expected-duration.ts";
import { previewApplication } from "./preview-application.ts";
import { planSafety } from "./plan-safety.ts";
import { refuseDoomed } from "./refuse-doomed.ts";
import type { ApplicationPreview, RestorePreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

/** Of a restore that is driven already, or takes another one back. */
export interface Surroundings {
  /** Operations whose locks do not stand in its way. */
  readonly own?: readonly string[];
  /** Applications that are left half done: no snapshot of them is worth anything. */
  readonly halfDone?: readonly string[];
}

/**
 * Checks everything that a restore needs and plans it. Deletes and restores nothing; a BackupRepository that Velero has
 * not yet is made, to know that it can be opened. What forbids the restore is a check that refuses.
 * Faults: invalid-argument, backup-not-found, backup-of-another-application, velero-not-found, several-veleros.
 */
export async function previewRestore(
  context: Context,
  request: RestoreRequest,
  { own = [], halfDone = [] }: Surroundings = {},
): Promise<RestorePreview> {
  const set = await findBackupSet(context, request.set);
  const slugs = slugsOf(set, request);
  const early = await checkSet(context, { set, slugs, request, own });
  const members = early.members;
  const checks = [...early.checks];
  const applications: ApplicationPreview[] = [];
  if (early.velero !== undefined) {
    // One after the other: each reads a tarball.
    for (const member of members) {
      const found = await previewApplication(context, { velero: early.velero, set, member, request });
      checks.push(...found.checks);
      if (found.application !== undefined) applications.push(found.application);
    }
  }
  const console = await previewConsole(context, request);
  checks.push(...console.checks);
  const snapshot = await planSafety(context, { request, applications, halfDone });
  checks.push(...snapshot.checks);
  const seconds = await allSeconds(context, { applications, members, isConsole: console.console !== undefined });
  const { scope, instance } = set;
  return {
    request,
    hash: hashOf(set, request, { applications, ...consoleOf(console) }),
    backup: { set: set.name, scope, startedAt: startOf(set), ...(instance === undefined ? {} : { instance }) },
    checks,
    applications,
    ...consoleOf(console),
    safety: snapshot.safety,
    ...(seconds === undefined ? {} : { expectedSeconds: seconds }),
  };
}

/** The applications that a restore of this scope brings back. */
function slugsOf(set: BackupSet, { scope }: RestoreRequest): readonly string[] {
  switch (scope.kind) {
    case "applications":
      if (scope.slugs.length > 0) return [...new Set(scope.slugs)];
      throw new Fault("invalid-argument", "No application is named.", {
        remedy: "Name at least one with --app SLUG; `holdfast backup show` says which ones the backup holds.",
      });
    case "full":
      return set.members.flatMap(({ part }) => (part.kind === "application" ? part.slug : []));
    case "console":
      return [];
  }
}

interface SetQuestion {
  readonly set: BackupSet;
  readonly slugs: readonly string[];
  readonly request: RestoreRequest;
  readonly own: readonly string[];
}

interface CheckedSet {
  readonly checks: readonly Check[];
  readonly members: readonly RestorableMember[];
  /** Absent when nothing can be read through it. */
  readonly velero?: VeleroInstallation;
}

/** What is known without reading a member. */
async function checkSet(context: Context, question: SetQuestion): Promise<CheckedSet> {
  const { set, slugs } = question;
  const found = await Promise.all(slugs.map((slug) => checkedMember(question, slug)));
  const members = found.flatMap((one) => ("value" in one ? [one.value] : []));
  const [velero, instance, sets, judgements, locks, definition] = await Promise.all([
    checked("Velero", () => readyVelero(context)),
    findInstanceId(context.kubernetes),
    listBackupSets(context),
    compareWithBackup(context, originOfSet(set)),
    checked(set.name, () => refuseLocked(context, locksOf(question), question.own)),
    checked("Holdfast", () => refuseUndefined(context, question.request)),
  ]);
  const checks: Check[] = [
    judgeScope({ set, slugs, instance, sets }),
    ...judgements.map((one) => checkOfJudgement(set.name, one)),
  ];
  checks.push(...found.flatMap((one) => ("refused" in one ? [one.refused] : [])));
  if ("refused" in locks) checks.push(locks.refused);
  if ("refused" in definition) checks.push(definition.refused);
  if ("refused" in velero) return { checks: [...checks, velero.refused], members };
  checks.push({ code: "velero-not-ready", subject: "Velero", result: "passed", message: "Its server answers" });
  const doomed = await checked(set.name, () => refuseDoomed(context, velero.value.namespace, set));
  if ("refused" in doomed) checks.push(doomed.refused);
  const destination = await checked("destination", () => findDestination(context, velero.value, set));
  if ("refused" in destination) return { checks: [...checks, destination.refused], members };
  const message = `Destination ${destination.value} is available`;
  checks.push({ code: "destination-unavailable", subject: destination.value, result: "passed", message });
  return { checks, members, velero: velero.value };
}

/** A restore of the console brings the definitions back first; one of applications alone needs them for their records. */
async function refuseUndefined(context: Context, { scope }: RestoreRequest): Promise<void> {
  if (scope.kind === "applications") await requireDefinition(context);
}

/** The instance's lock matters to every restore. */
function locksOf({ slugs }: SetQuestion): readonly LockSubject[] {
  return slugs.map((slug) => ({ kind: "application", slug }));
}

/** Asking for what the backup does not hold is a mistake of the request, not a state of the backup. */
async function checkedMember({ set, request }: SetQuestion, slug: string) {
  const found = await checked(set.name, () =>
    Promise.resolve(restorableMember(set, slug, { allowPartiallyFailed: true })),
  );
  if ("refused" in found && found.refused.code === "backup-of-another-application")
    return { value: restorableMember(set, slug, request) };
  return found;
}

async function findDestination(context: Context, velero: VeleroInstallation, set: BackupSet): Promise<string> {
  const name = set.destination === undefined ? {} : { name: set.destination };
  return usableDestination(context, velero.namespace, { ...name, purpose: "read" });
}

interface CheckedConsole {
  readonly checks: readonly Check[];
  readonly console?: ConsolePreview;
}

async function previewConsole(context: Context, { set, scope }: RestoreRequest): Promise<CheckedConsole> {
  if (scope.kind === "applications") return { checks: [] };
  const planned = await checked("console", () => planConsoleRestore(context, set, scope));
  if ("refused" in planned) return { checks: [planned.refused] };
  return { checks: planned.value.checks, console: planned.value };
}

function consoleOf({ console }: CheckedConsole): Pick<RestorePreview, "console"> {
  return console === undefined ? {} : { console };
}

/** What a person accepts is no decision of the plan: the plan that asks for it and the one that has it are the same. */
function hashOf(
  set: BackupSet,
  { scope, safety, allowPartiallyFailed }: RestoreRequest,
  { applications, console }: Pick<RestorePreview, "applications" | "console">,
): string {
  const parts = applications.map(({ slug, hash, sequence }) => [slug, hash, sequence ?? null]);
  const decided = [set.name, scope.kind, safety, allowPartiallyFailed, parts, console?.hash ?? null];
  return createHash("sha256").update(JSON.stringify(decided)).digest("hex");
}

interface Timed {
  readonly applications: readonly ApplicationPreview[];
  readonly members: readonly RestorableMember[];
  /** The console comes back, too. */
  readonly isConsole: boolean;
}

/** Known only when it is known of every part. */
async function allSeconds(context: Context, { applications, members, isConsole }: Timed): Promise<number | undefined> {
  const times = await Promise.all([
    ...(isConsole ? [expectedConsoleSeconds(context)] : []),
    ...applications.map(({ slug, covered, input }) => {
      const sizes = covered.map(({ sizeBytes }) => sizeBytes);
      const bytes = sizes.includes(undefined) ? undefined : sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
      const destination = members.find((member) => member.slug === slug)?.backup.destination ?? "";
      return expectedSeconds(context, { slug, veleroNamespace: input.veleroNamespace, destination, bytes });
    }),
  ]);
  if (times.length === 0 || times.includes(undefined)) return undefined;
  return times.reduce((sum: number, seconds) => sum + (seconds ?? 0), 0);
}
