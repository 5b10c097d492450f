import { Fault } from "@holdfast/domain";
import type { Check, ClaimName } from "@holdfast/domain";
import { usableDestination } from "../backups/check-destination.ts";
import { backupableApplication } from "../backups/backupable.ts";
import type { Context } from "../context.ts";
import { examineCoverage } from "../coverage/examine-coverage.ts";
import { safetyIncomplete } from "../restores/in-snapshot.ts";

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
