import type { ApplicationPreview, RestorePreview } from "./restore-preview.ts";
import { backupType } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import { findRecord } from "../records/store-record.ts";
import type { Job } from "../steps/step.ts";
import type { PlanBasis } from "./make-plan.ts";
import type { MadePlan, RestoreInput } from "./restore-input.ts";

/** What a plan stands on, and the plan. */
export interface Proof {
  readonly made: MadePlan;
  readonly basis: PlanBasis;
}

interface DatedProof extends Proof {
  /** When the reading of its backup began: the check of many applications takes a while. RFC 3339. */
  readonly readAt: string;
}

/** What the check of a restore hands on to its parts, in its record. */
export interface CarriedProofs {
  /** The drive in which the backups were read. */
  readonly epoch: number;
  readonly bySlug: Readonly<Record<string, DatedProof>>;
}

/** The record is written every few seconds: a part whose plan is large proves it by itself. */
const limitBytes = 128 * 1024;

export function carryProofs({ epoch }: Job<unknown>, { applications }: RestorePreview): CarriedProofs {
  const bySlug: Record<string, DatedProof> = {};
  let left = limitBytes;
  for (const application of applications) {
    const proof = proofOf(application);
    left -= JSON.stringify(proof).length;
    if (left >= 0) bySlug[application.slug] = proof;
  }
  return { epoch, bySlug };
}

function proofOf({ basis, plan, hash, covered, workloads, readAt }: ApplicationPreview): DatedProof {
  return { basis, made: { plan, hash, covered, workloads }, readAt };
}

const freshMinutes = 15;

/**
 * The proof that the restore has just made, in the same drive, of the backup that is still there; absent: this part
 * has to make it. What is in the cluster is looked at again before anything is deleted.
 */
export async function takeOverProof(job: Job<RestoreInput>): Promise<Proof | undefined> {
  const { context, root, input } = job;
  const parent = (await findRecord(context.kubernetes, root))?.record;
  const entry = parent?.journal.find(({ step }) => step === "check");
  const { proofs } = (entry?.result ?? {}) as { readonly proofs?: CarriedProofs };
  const proof = proofs?.bySlug[input.slug];
  if (proof === undefined || proofs?.epoch !== parent?.epoch) return undefined;
  if (context.clock.now() - Date.parse(proof.readAt) >= freshMinutes * 60_000) return undefined;
  const name = { name: input.backup, namespace: input.veleroNamespace };
  const backup = await context.kubernetes.get<Backup>(backupType, name);
  const isSame = backup?.metadata.uid === proof.basis.backup.uid && backup.metadata.deletionTimestamp === undefined;
  return isSame && proof.basis.backup.uid === input.backupUid ? proof : undefined;
}
