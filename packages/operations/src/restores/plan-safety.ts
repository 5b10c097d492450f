import { Fault } from "@holdfast/domain";
import type { Check, ClaimName } from "@holdfast/domain";
import { lookForApplication } from "../applications/find-application.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { backupableApplication } from "../backups/backupable.ts";
import type { Context } from "../context.ts";
import { examineCoverage } from "../coverage/examine-coverage.ts";
import { findVelero } from "../velero/find-velero.ts";
import { claimsOf, safetyIncomplete } from "./in-snapshot.ts";
import type { ApplicationPreview, SafetyPreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

interface PlannedSafety {
  readonly safety: SafetyPreview;
  readonly checks: readonly Check[];
}

type Replaced = Pick<ApplicationPreview, "slug" | "plan">;

interface SafetyQuestion {
  readonly request: Pick<RestoreRequest, "safety">;
  readonly applications: readonly Replaced[];
  /** Applications of which the restore that is taken back left only a part, and that never stood again. */
  readonly halfDone: readonly string[];
}

/**
 * The snapshot before a restore: of the applications that are there and lose something by it. What it cannot hold has to
 * be accepted, or the snapshot declined; no license is asked. Changes nothing.
 */
export async function planSafety(
  context: Context,
  { request, applications, halfDone }: SafetyQuestion,
): Promise<PlannedSafety> {
  if (!request.safety) return { safety: { kind: "declined" }, checks: [] };
  const there = applications.filter(({ plan }) => plan.deletions.length + plan.wipes.length > 0);
  if (there.length === 0) return { safety: { kind: "nothing-there" }, checks: [] };
  const replaced = there.filter(({ slug }) => !halfDone.includes(slug));
  if (replaced.length === 0) return { safety: { kind: "half-done" }, checks: [] };
  const closed = await whyClosed(context);
  if (closed !== undefined) {
    return { safety: { kind: "impossible", reason: closed }, checks: [incomplete("safety snapshot", closed)] };
  }
  const found = await Promise.all(replaced.map((application) => lookAt(context, application)));
  const slugs = found.flatMap(({ slug, taken }) => (taken ? [slug] : []));
  const checks = found.flatMap(({ slug, why }) => why.map((what) => incomplete(slug, what)));
  const lacks = found.flatMap((one) => one.lacks);
  const without = there.flatMap(({ slug }) => (halfDone.includes(slug) ? [slug] : []));
  const left = without.length === 0 ? {} : { without };
  if (slugs.length > 0) return { safety: { kind: "taken", applications: slugs, lacks, ...left }, checks };
  return { safety: { kind: "impossible", reason: "none of the applications can be backed up" }, checks };
}

function incomplete(subject: string, what: string): Check {
  return {
    code: safetyIncomplete,
    subject,
    result: "needs-acceptance",
    message: `The safety snapshot cannot hold all that the restore replaces: ${what}`,
    remedy: "Restore without any with --no-safety-snapshot, or accept what is missing: it cannot be brought back",
  };
}

/** Why nothing can be written to the destination; absent when it can. */
async function whyClosed(context: Context): Promise<string | undefined> {
  try {
    const velero = await findVelero(context);
    await usableDestination(context, velero.namespace, { purpose: "write" });
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message.replace(/\.$/u, "");
    throw error;
  }
}

interface Looked {
  readonly slug: string;
  readonly taken: boolean;
  /** Why it is not all that the restore replaces; without full stops. */
  readonly why: readonly string[];
  /** Claims that are wiped and that it cannot hold. */
  readonly lacks: readonly ClaimName[];
}

async function lookAt(context: Context, { slug, plan }: Replaced): Promise<Looked> {
  const installed = await lookForApplication(context, slug);
  if (installed === undefined)
    return { slug, taken: false, why: ["it is not installed, and objects of it are there"], lacks: [] };
  try {
    await backupableApplication(context, slug, "safety");
    const { volumes } = await examineCoverage(context, slug, { sizes: false });
    const lacks = claimsOf(plan.wipes).filter(
      ({ namespace, name }) => !volumes.some((one) => one.held && one.namespace === namespace && one.name === name),
    );
    const why = lacks.map(({ namespace, name }) => `the data of ${namespace}/${name}, which is wiped`);
    return { slug, taken: true, why, lacks };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      slug,
      taken: false,
      why: [error.details.reason ?? error.message].map((text) => text.replace(/\.$/u, "")),
      lacks: [],
    };
  }
}
