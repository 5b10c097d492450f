import { Fault, refuseStopping } from "@holdfast/domain";
import type { Check, ClaimName } from "@holdfast/domain";
import { persistentVolumeClaims, persistentVolumes } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { requireRights, rightsTo } from "../installation/rights.ts";
import type { Right } from "../installation/rights.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { newRecord } from "../records/new-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { restoreRights } from "../restores/restore-rights.ts";
import { checkFillable } from "./check-fillable.ts";
import { checkSafety } from "./check-safety.ts";
import { claimRestoreKind } from "./claim-operation.ts";
import type { ClaimRequest, ClaimRestoreInput, MadeClaimPlan } from "./claim-input.ts";
import { findClaimBasis } from "./find-claim-basis.ts";
import { makeClaimPlan } from "./make-claim-plan.ts";

/** What the restore of one claim would do, to be shown and confirmed. */
export interface ClaimPreview extends MadeClaimPlan {
  readonly backedUpAt: string;
  /** The volume that the claim has now. */
  readonly volume?: { readonly name: string; readonly reclaimPolicy: string };
  /** What stops it or has to be accepted stands among them. */
  readonly checks: readonly Check[];
  readonly input: ClaimRestoreInput;
}

const idLength = 6;

/** Checks everything that it needs and plans it; changes nothing. Faults: as findClaimBasis, claim-in-use. */
export async function previewClaimRestore(context: Context, request: ClaimRequest): Promise<ClaimPreview> {
  const basis = await findClaimBasis(context, request);
  const made = await makeClaimPlan(context, basis);
  const { member, velero, claim } = basis;
  const input: ClaimRestoreInput = {
    set: member.set.name,
    slug: member.slug,
    backup: member.backup.name,
    backupUid: member.backup.uid,
    veleroNamespace: velero.namespace,
    claim,
    safety: request.safety,
    accepted: request.accepted,
    planHash: made.hash,
  };
  const [volume, fillable, safety] = await Promise.all([
    presentVolume(context, claim),
    checkFillable(context, basis, made),
    request.safety && made.plan.present !== undefined ? checkSafety(context, input) : undefined,
  ]);
  return {
    ...made,
    backedUpAt: member.backup.startedAt ?? member.backup.createdAt,
    ...(volume === undefined ? {} : { volume }),
    checks: [...fillable, ...(safety === undefined ? [] : [safety])],
    input,
  };
}

interface Claim extends KubernetesObject {
  readonly spec?: { readonly volumeName?: string };
}
interface Volume extends KubernetesObject {
  readonly spec?: { readonly persistentVolumeReclaimPolicy?: string };
}

async function presentVolume(context: Context, claim: ClaimName): Promise<ClaimPreview["volume"]> {
  const found = await context.kubernetes.get<Claim>(persistentVolumeClaims, claim);
  const name = found?.spec?.volumeName ?? "";
  if (name === "") return undefined;
  const volume = await context.kubernetes.get<Volume>(persistentVolumes, { name });
  return { name, reclaimPolicy: volume?.spec?.persistentVolumeReclaimPolicy ?? "unknown" };
}

/**
 * Writes the operation that restores the claim as it was previewed and confirmed; drive or follow it.
 * With `confirmedHash` of an earlier preview it is planned anew here. Faults: as previewClaimRestore, plan-changed,
 * checks-refused, missing-rights, locked.
 */
export async function createClaimRestore(
  context: Context,
  request: ClaimRequest,
  confirmed: ClaimPreview | { readonly confirmedHash: string },
): Promise<OperationRecord> {
  const preview = "confirmedHash" in confirmed ? await previewClaimRestore(context, request) : confirmed;
  if ("confirmedHash" in confirmed && confirmed.confirmedHash !== preview.hash) throw changedSincePreview();
  const { input } = preview;
  refuseStopping(preview.checks, input.accepted);
  await requireRights(context, rightsOf(input), "restore a claim");
  const subject = { kind: "application", slug: input.slug } as const;
  await refuseLocked(context, [subject]);
  const id = `claim-${context.randomId(idLength)}`;
  const record = newRecord(context, { id, kind: claimRestoreKind, subject, input });
  return (await createRecord(context.kubernetes, record)).record;
}

/** Of whoever orders it: the controller that does the work has more rights than they may have. */
function rightsOf({ veleroNamespace, claim: { namespace } }: ClaimRestoreInput): readonly Right[] {
  const purpose = "fill the claim";
  return [
    ...restoreRights([{ veleroNamespace, namespaces: [namespace] }]),
    ...rightsTo({ verbs: ["create"], group: "", resource: "persistentvolumeclaims", namespace, purpose }),
    ...rightsTo({ verbs: ["create"], group: "", resource: "pods", namespace, purpose }),
  ];
}

function changedSincePreview(): Fault {
  return new Fault("plan-changed", "What the restore would do has changed since it was shown; nothing was done.", {
    remedy: "Look at the new plan and confirm it.",
  });
}
