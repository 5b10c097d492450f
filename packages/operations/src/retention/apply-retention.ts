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
import type { DeletionFacts, DeletionPlan } from "./plan-deletions.ts";
import { readRetention } from "./read-facts.ts";
import type { ReadRetention } from "./read-facts.ts";

export interface RetentionNow extends ReadRetention {
  readonly decisions: ReturnType<typeof decideRetention>;
  readonly plans: readonly DeletionPlan[];
  /** What the plans were made from. */
  readonly deletion: DeletionFacts;
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
  const deletion: DeletionFacts = {
    decisions,
    sets: read.facts.sets,
    records: records.map(({ record }) => record),
    closed,
    refused: new Set(),
    now,
  };
  const rests = locked ?? describeClock(read.facts.clock);
  return { ...read, decisions, plans: planDeletions(deletion), deletion, ...(rests === undefined ? {} : { rests }) };
}

export interface AppliedRetention {
  /** busy: work was begun or is under way. waiting: something is freed that cannot be deleted now. */
  readonly left: "busy" | "waiting" | "nothing";
  readonly refused: readonly Refusal[];
}

interface Refusal {
  readonly set: string;
  readonly fault: Fault;
}

/** In one look: each costs a few requests, and what refuses so many refuses the others, too. */
const mostRefused = 10;

/**
 * Orders the deletions that the rules want now; driving them is another's work. Safe to run at any time, by several at
 * once, and to be killed at any line: what is left is done by the next one. Rests while the installation is restored.
 */
export async function applyRetention(context: Context): Promise<AppliedRetention> {
  const { plans, deletion, witness, rests } = await lookAtRetention(context);
  if (witness !== undefined) await writeWitness(context, witness);
  const left = plans.length === 0 ? "nothing" : "waiting";
  if (rests !== undefined) return { left, refused: [] };
  const refused: Refusal[] = [];
  const tried = new Set<string>();
  let busy = false;
  let open = plans;
  while (open.length > 0) {
    const now = await carryOutPlans(context, open);
    busy ||= now.busy;
    refused.push(...now.refused);
    for (const { kind, set } of open) if (kind !== "waits") tried.add(set);
    if (now.refused.length === 0 || refused.length >= mostRefused) break;
    const others = planDeletions({ ...deletion, refused: new Set(refused.map(({ set }) => set)) });
    open = others.filter(({ set }) => !tried.has(set));
  }
  return { left: busy ? "busy" : left, refused };
}

async function carryOutPlans(
  context: Context,
  plans: readonly DeletionPlan[],
): Promise<{ readonly busy: boolean; readonly refused: readonly Refusal[] }> {
  const refused: Refusal[] = [];
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
  return { busy, refused };
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
