import { judgeStorageClasses, minorOf } from "@holdfast/domain";
import type { Check } from "@holdfast/domain";
import { isApiError, pods } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { checkRepositories } from "../restores/check-repositories.ts";
import { readStorageClasses } from "../restores/read-ground.ts";
import { buildCarrier } from "./carrier.ts";
import type { MadeClaimPlan } from "./claim-input.ts";
import type { ClaimBasis } from "./find-claim-basis.ts";

/** Whose node agent was seen to fill a single claim the way it is done here. */
const provenMinors: readonly string[] = ["1.17", "1.18"];

/** Whether the claim can be made anew and filled: what is known only after the delete is known too late. */
export async function checkFillable(
  context: Context,
  { velero, volumes, member, data }: ClaimBasis,
  made: MadeClaimPlan,
): Promise<readonly Check[]> {
  const { claim } = made.plan;
  const own = volumes.filter(({ pvcNamespace, pvcName }) => pvcNamespace === claim.namespace && pvcName === claim.name);
  const [repositories, storage, carrier] = await Promise.all([
    checkRepositories(context, {
      member: member.backup.name,
      veleroNamespace: velero.namespace,
      destination: data.location,
      volumes: own,
    }),
    checkClass(context, made),
    checkCarrier(context, made),
  ]);
  return [judgeVelero(velero.version), ...repositories, storage, carrier];
}

/** @internal Exported for tests. */
export function judgeVelero(version: string | undefined): Check {
  const check = { code: "velero-not-proven", subject: "Velero" };
  const known = minorOf(version ?? "");
  if (known !== undefined && provenMinors.includes(known)) {
    return { ...check, result: "passed", message: `Velero ${version} fills a single claim` };
  }
  return {
    ...check,
    result: "refused",
    message: `One claim alone is restored with Velero ${provenMinors.join(" and ")} only; this one is ${version ?? "of an unknown version"}`,
    remedy: "Restore the whole application, or have Velero upgraded",
  };
}

/** @internal Exported for tests. The claim keeps its class: a mapping of Velero's is not applied to it. */
export async function checkClass(context: Context, { plan, manifest }: MadeClaimPlan): Promise<Check> {
  const { spec = {} } = manifest as { readonly spec?: { readonly storageClassName?: string } };
  const { storageClassName: storageClass } = spec;
  const claims = [{ ...plan.claim, ...(storageClass === undefined ? {} : { storageClass }) }];
  const subject = `${plan.claim.namespace}/${plan.claim.name}`;
  const check = judgeStorageClasses({ subject, claims, classes: await readStorageClasses(context), mapping: {} });
  if (check.result !== "needs-acceptance") return check;
  return {
    ...check,
    result: "refused",
    remedy: "Make the StorageClass, or restore the whole application, in which Velero can map it to another one",
  };
}

/** @internal Exported for tests. Asks the API server with a dry run, so that admission says no while the data is still there. */
export async function checkCarrier(context: Context, { plan, image, pattern }: MadeClaimPlan): Promise<Check> {
  const { claim } = plan;
  const check = { code: "carrier-refused", subject: `${claim.namespace}/${claim.name}` };
  const pod = buildCarrier({ name: "holdfast-claim-check", operation: "claim-check", claim, image, pattern });
  try {
    await context.kubernetes.create(pods, pod, { dryRun: true });
  } catch (error) {
    if (!isApiError(error, "Forbidden", "Invalid")) {
      if (isApiError(error, "BadRequest")) return { ...check, result: "unknown", message: error.message };
      throw error;
    }
    // A quota that is used up may have room when the pods that use the claim are stopped.
    if (plan.stops.length > 0 && error.message.includes("exceeded quota")) {
      return { ...check, result: "warning", message: error.message };
    }
    return {
      ...check,
      result: "refused",
      message: `The cluster does not allow the pod that is to fill it: ${error.message}`,
      remedy: `Allow it in ${claim.namespace} (rights, Pod Security Standards, quota, admission webhooks)`,
    };
  }
  return { ...check, result: "passed", message: "The cluster allows the pod that is to fill it" };
}
