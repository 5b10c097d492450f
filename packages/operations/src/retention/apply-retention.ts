import { Fault, decideRetention, describeClock } from "@holdfast/domain";
import { backupStorageLocationType } from "@holdfast/velero";
import type { BackupStorageLocation } from "@holdfast/velero";
import { deleteBackupSet } from "../backups/delete-set.ts";
import type { Context } from "../context.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { listRecords } from "../records/store-record.ts";
import { resumeOperation } from "../running/resume-operation.ts";
import { findVelero } from "../velero/find-velero.ts";
import { writeWitness } from "./clock-witness.ts";
import { planDeletions } from "./plan-deletions.ts";
import type { DeletionPlan } from "./plan-deletions.ts";
import { readRetention } from "./read-facts.ts";
import type { ReadRetention } from "./read-facts.ts";

export interface RetentionNow extends ReadRetention {
  readonly decisions: ReturnType<typeof decideRetention>;
  readonly plans: readonly DeletionPlan[];
  /** Why no rule is applied at all now. */
  readonly rests?: string;
}

/** What the rules decide and what becomes of it, as things are. Changes nothing. */
export async function lookAtRetention(context: Context): Promise<RetentionNow> {
  const [read, records, closed, locked] = await Promise.all([
    readRetention(context),
    listRecords(context.kubernetes),
    closedDestinations(context),
    instanceInWork(context),
  ]);
  const now = context.clock.now();
  const decisions = decideRetention(read.facts, now);
  const plans = planDeletions({
    decisions,
    sets: read.facts.sets,
    records: records.map(({ record }) => record),
    closed,
    now,
  });
  const rests = locked ?? describeClock(read.facts.clock);
  return { ...read, decisions, plans, ...(rests === undefined ? {} : { rests }) };
}

export interface AppliedRetention {
  /** busy: work was begun or is under way. waiting: something is freed that cannot be deleted now. */
  readonly left: "busy" | "waiting" | "nothing";
  readonly refused: readonly { readonly set: string; readonly fault: Fault }[];
}

/**
 * Orders the deletions that the rules want now; driving them is another's work. Safe to run at any time, by several at
 * once, and to be killed at any line: what is left is done by the next one. Rests while the installation is restored.
 */
export async function applyRetention(context: Context): Promise<AppliedRetention> {
  const { plans, witness, rests } = await lookAtRetention(context);
  if (witness !== undefined) await writeWitness(context, witness);
  if (rests !== undefined) return { left: plans.length === 0 ? "nothing" : "waiting", refused: [] };
  const refused: { set: string; fault: Fault }[] = [];
  let busy = false;
  for (const plan of plans) {
    try {
      busy = (await carryOutPlan(context, plan)) || busy;
    } catch (error) {
      // It changed in between: the next look decides anew.
      if (!(error instanceof Fault)) throw error;
      refused.push({ set: plan.set, fault: error });
    }
  }
  if (busy) return { left: "busy", refused };
  return { left: plans.length === 0 ? "nothing" : "waiting", refused };
}

async function carryOutPlan(context: Context, plan: DeletionPlan): Promise<boolean> {
  switch (plan.kind) {
    case "delete":
      await deleteBackupSet(context, plan.set, { byRule: true });
      return true;
    case "retry":
      await resumeOperation(context, plan.operation);
      return true;
    case "under-way":
      return true;
    case "failed":
    case "waits":
      return false;
  }
}

/** A full restore, or one of the console, has the whole installation for itself. */
async function instanceInWork(context: Context): Promise<string | undefined> {
  try {
    await refuseLocked(context, []);
    return undefined;
  } catch (error) {
    if (error instanceof Fault && error.code === "locked") return `The rules rest. ${error.message}`;
    throw error;
  }
}

async function closedDestinations(context: Context): Promise<ReadonlyMap<string, string>> {
  const { namespace } = await findVelero(context);
  const locations = await context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace });
  return new Map(
    locations.flatMap((location): readonly (readonly [string, string])[] => {
      const reason = closedReason(location);
      return reason === undefined ? [] : [[location.metadata.name, reason]];
    }),
  );
}

function closedReason({ metadata, spec, status }: BackupStorageLocation): string | undefined {
  if (status?.phase !== "Available") return `destination ${metadata.name} is not available`;
  return spec.accessMode === "ReadOnly" ? `destination ${metadata.name} is open for reading only` : undefined;
}
