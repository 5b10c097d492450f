import { Fault } from "@holdfast/domain";
import type { Check, ClaimName } from "@holdfast/domain";
import type { VolumeInfo } from "@holdfast/velero";
import { usableDestination } from "../backups/check-destination.ts";
import { backupableApplication } from "../backups/backupable.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { examineCoverage } from "../coverage/examine-coverage.ts";
import { readVolumeInfos } from "../restores/read-contents.ts";

/** A person accepts by it that the snapshot does not hold the claim that is deleted. */
export const safetyIncomplete = "safety-incomplete";

interface SafetyQuestion {
  readonly slug: string;
  readonly claim: ClaimName;
  readonly veleroNamespace: string;
}

/** Whether a snapshot of the application can be made now, and would hold the claim. */
export async function checkSafety(context: Context, question: SafetyQuestion): Promise<Check> {
  const { slug, claim, veleroNamespace } = question;
  try {
    await usableDestination(context, veleroNamespace, { purpose: "write" });
    await backupableApplication(context, slug, "safety");
    return judgeSafety(claim, await examineCoverage(context, slug, { sizes: false }));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      code: "safety-impossible",
      subject: slug,
      result: "refused",
      message: `No safety snapshot can be taken: ${error.details.reason ?? error.message}`.replace(/\.$/u, ""),
      remedy:
        "Remove the cause, or restore without a snapshot with --no-safety-snapshot: what is there now is lost then",
    };
  }
}

interface Covered {
  readonly volumes: readonly { readonly namespace: string; readonly name: string; readonly held: boolean }[];
  readonly findings: readonly { readonly subject: string; readonly message: string }[];
}

/** @internal Exported for tests. */
export function judgeSafety({ namespace, name }: ClaimName, { volumes, findings }: Covered): Check {
  const subject = `${namespace}/${name}`;
  const isHeld = volumes.some((one) => one.held && one.namespace === namespace && one.name === name);
  if (isHeld) return { code: safetyIncomplete, subject, result: "passed", message: "The safety snapshot can hold it" };
  const why = findings.find((finding) => finding.subject === subject)?.message;
  return {
    code: safetyIncomplete,
    subject,
    result: "needs-acceptance",
    message: `The safety snapshot cannot hold it${why === undefined ? "" : `: ${why}`}`,
    remedy:
      "Restore without any with --no-safety-snapshot, or accept it: what is in the claim now cannot be brought back",
  };
}

interface TakenSnapshot {
  readonly operation: string;
  readonly set: string;
  readonly slug: string;
  readonly claim: ClaimName;
  readonly veleroNamespace: string;
}

/** Faults: volumes-not-covered, when the snapshot that was taken does not hold the claim after all. */
export async function requireInSnapshot(context: Context, taken: TakenSnapshot): Promise<void> {
  const { set, slug, claim, veleroNamespace, operation } = taken;
  const { members } = await findBackupSet(context, set);
  const own = members.find(({ part }) => part.kind === "application" && part.slug === slug);
  const volumes = own === undefined ? [] : await readVolumeInfos(context, { veleroNamespace, backup: own.name });
  if (holdsClaim(volumes, claim)) return;
  throw new Fault(
    "volumes-not-covered",
    `Nothing was stopped or deleted: the safety snapshot does not hold ${claim.namespace}/${claim.name}.`,
    {
      reason: `Velero calls ${set} Completed and has not copied this claim; it skips volumes whose pod does not run.`,
      remedy: `\`holdfast operation cancel ${operation}\`. Then start the restore again while the claim's pod runs, or accept it with --accept ${safetyIncomplete}, or decline the snapshot with --no-safety-snapshot.`,
      where: `backup ${set}`,
    },
  );
}

/** @internal Exported for tests. A volume that Velero found empty counts: nothing of it can be lost. */
export function holdsClaim(volumes: readonly VolumeInfo[], { namespace, name }: ClaimName): boolean {
  return volumes.some(
    ({ outcome, pvcNamespace, pvcName }) =>
      outcome.kind === "succeeded" && pvcNamespace === namespace && pvcName === name,
  );
}
