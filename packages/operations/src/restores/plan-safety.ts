import { Fault } from "@holdfast/domain";
import type { Check } from "@holdfast/domain";
import { lookForApplication } from "../applications/find-application.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { backupableApplication } from "../backups/backupable.ts";
import type { Context } from "../context.ts";
import { examineCoverage } from "../coverage/examine-coverage.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { ApplicationPreview, SafetyPreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

interface PlannedSafety {
  readonly safety: SafetyPreview;
  readonly checks: readonly Check[];
}

type Replaced = Pick<ApplicationPreview, "slug" | "plan">;

/**
 * The snapshot before a restore: of the applications that are there and lose something by it. What it cannot hold has to
 * be accepted, or the snapshot declined; no license is asked. Changes nothing.
 */
export async function planSafety(
  context: Context,
  { safety }: RestoreRequest,
  applications: readonly Replaced[],
): Promise<PlannedSafety> {
  if (!safety) return { safety: { kind: "declined" }, checks: [] };
  const replaced = applications.filter(({ plan }) => plan.deletions.length + plan.wipes.length > 0);
  if (replaced.length === 0) return { safety: { kind: "nothing-there" }, checks: [] };
  const closed = await whyClosed(context);
  if (closed !== undefined) {
    return { safety: { kind: "impossible", reason: closed }, checks: [incomplete("safety snapshot", closed)] };
  }
  const found = await Promise.all(replaced.map((application) => lookAt(context, application)));
  const slugs = found.flatMap(({ slug, taken }) => (taken ? [slug] : []));
  const checks = found.flatMap(({ slug, lacks }) => lacks.map((what) => incomplete(slug, what)));
  if (slugs.length > 0) return { safety: { kind: "taken", applications: slugs }, checks };
  return { safety: { kind: "impossible", reason: "none of the applications can be backed up" }, checks };
}

const safetyIncomplete = "safety-incomplete";

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
  /** Without full stops. */
  readonly lacks: readonly string[];
}

async function lookAt(context: Context, { slug, plan }: Replaced): Promise<Looked> {
  const installed = await lookForApplication(context, slug);
  if (installed === undefined)
    return { slug, taken: false, lacks: ["it is not installed, and objects of it are there"] };
  try {
    await backupableApplication(context, slug, "safety");
    const { volumes } = await examineCoverage(context, slug, { sizes: false });
    const missing = plan.wipes.filter(
      ({ namespace, name }) => !volumes.some((one) => one.held && one.namespace === namespace && one.name === name),
    );
    const lacks = missing.map(({ namespace = "", name }) => `the data of ${namespace}/${name}, which is wiped`);
    return { slug, taken: true, lacks };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      slug,
      taken: false,
      lacks: [error.details.reason ?? error.message].map((text) => text.replace(/\.$/u, "")),
    };
  }
}
