import { Fault, diagnose } from "@holdfast/domain";
import type { BackupSet, Diagnosed, Finding } from "@holdfast/domain";
import { listBackupSets } from "../backups/list-sets.ts";
import { showBackupSet } from "../backups/show-set.ts";
import type { Reading } from "../backups/reading.ts";
import type { Context } from "../context.ts";
import { hideInStatements } from "../hooks/hide-secrets.ts";
import { listVeleroRestores } from "../restores/list-restores.ts";
import { showRestore } from "../restores/restore-history.ts";
import { findVelero } from "../velero/find-velero.ts";
import { readSurroundings } from "./read-surroundings.ts";

/** What is wrong with one thing. */
export interface Diagnosis {
  readonly of: Diagnosed;
  /** Velero's phase, or what stands for it. */
  readonly state: string;
  readonly findings: readonly Finding[];
  /** What could not be read, with the reason: about that nothing is said. */
  readonly unread: readonly string[];
}

/** How long back the pods of Velero are asked about. */
const recentMilliseconds = 3600_000;
const lastFailures = 3;

/** Of a backup (each of its parts) or of a restore. Faults: backup-not-found, when it is neither; of findVelero. */
export async function diagnoseNamed(context: Context, name: string): Promise<readonly Diagnosis[]> {
  const backup = await unlessMissing("backup-not-found", () => diagnoseBackup(context, name));
  const found = backup ?? (await unlessMissing("restore-not-found", () => diagnoseRestore(context, name)));
  if (found !== undefined) return found;
  throw new Fault("backup-not-found", `There is no backup and no restore ${name}.`, {
    remedy: "List them with `holdfast backup list` and `holdfast restore list`.",
  });
}

/** Of Velero and the destinations as they are now, and of the last backups and restores that failed. */
export async function diagnoseInstallation(context: Context): Promise<readonly Diagnosis[]> {
  const velero = await findVelero(context);
  const sinceMilliseconds = context.clock.now() - recentMilliseconds;
  const [around, sets, restores] = await Promise.all([
    readSurroundings(context, velero, { sinceMilliseconds }),
    listBackupSets(context),
    listVeleroRestores(context),
  ]);
  const of = { kind: "installation" } as const;
  const now: Diagnosis = {
    of,
    state: "now",
    findings: diagnose({ of, statements: hideInStatements(around.statements), names: around.names }),
    unread: around.unread,
  };
  const badSets = sets.filter(isBad).slice(0, lastFailures);
  const badRestores = restores
    .filter(({ stage }) => stage === "failed" || stage === "partially-failed")
    .slice(0, lastFailures);
  const failures = await Promise.all([
    ...badSets.map(({ name }) => diagnoseBackup(context, name)),
    ...badRestores.map(({ name }) => diagnoseRestore(context, name)),
  ]);
  return [now, ...failures.flat().filter(({ findings, unread }) => findings.length + unread.length > 0)];
}

function isBad({ state }: BackupSet): boolean {
  return state === "partial" || state === "failed" || state === "damaged";
}

async function diagnoseBackup(context: Context, name: string): Promise<readonly Diagnosis[]> {
  const { set, members } = await showBackupSet(context, name);
  const wanted = set.name === name ? members : members.filter(({ member }) => member.name === name);
  return wanted.map(({ member, findings, ...read }) => ({
    of: { kind: "backup", name: member.name },
    state: member.backup === undefined ? "absent" : member.backup.phase || "New",
    findings,
    unread: unreadOf({ hooks: read.hooks, volumes: read.held, warnings: read.warnings, errors: read.errors }),
  }));
}

async function diagnoseRestore(context: Context, name: string): Promise<readonly Diagnosis[]> {
  const { velero } = await showRestore(context, name);
  return velero.map(({ restore, findings, hooks, warnings, errors }) => ({
    of: { kind: "restore", name: restore.name },
    state: restore.phase,
    findings,
    unread: unreadOf({ hooks, warnings, errors }),
  }));
}

function unreadOf(readings: Readonly<Record<string, Reading<unknown>>>): readonly string[] {
  return Object.entries(readings).flatMap(([what, reading]) =>
    reading.kind === "unknown" ? [`${what}: ${reading.reason}`] : [],
  );
}

async function unlessMissing<T>(code: Fault["code"], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && error.code === code) return undefined;
    throw error;
  }
}
