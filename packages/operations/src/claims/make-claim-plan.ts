import { createHash } from "node:crypto";
import { Fault, claimDecisionsOf, decideStops } from "@holdfast/domain";
import type { ClaimPlan } from "@holdfast/domain";
import { persistentVolumeClaims } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { MadeClaimPlan } from "./claim-input.ts";
import type { ClaimBasis } from "./find-claim-basis.ts";
import { observeUsers } from "./observe-claim.ts";

/**
 * Looks at who uses the claim and decides. The same cluster and the same backup give the same hash.
 * Faults: claim-in-use, when something uses it that cannot be stopped and started again.
 */
export async function makeClaimPlan(context: Context, basis: ClaimBasis): Promise<MadeClaimPlan> {
  const { claim, member, data, manifest, pattern, image } = basis;
  const [present, users] = await Promise.all([
    context.kubernetes.get(persistentVolumeClaims, claim),
    observeUsers(context, claim),
  ]);
  const decided = decideStops(users);
  switch (decided.kind) {
    case "refused":
      throw new Fault("claim-in-use", `${claim.namespace}/${claim.name} cannot be restored alone.`, {
        reason: `${decided.reasons.join("; ")}.`,
        remedy: `Stop or remove what uses it, or restore the whole application: \`holdfast restore create --from-backup ${member.set.name} --app ${member.slug}\`.`,
        where: `kubectl -n ${claim.namespace} describe pvc ${claim.name}`,
      });
    case "possible": {
      const plan: ClaimPlan = {
        backup: { set: member.set.name, name: member.backup.name, uid: member.backup.uid },
        slug: member.slug,
        claim,
        ...(present?.metadata.uid === undefined ? {} : { present: { uid: present.metadata.uid } }),
        stops: decided.stops,
      };
      const hash = createHash("sha256").update(claimDecisionsOf(plan)).digest("hex");
      return { plan, hash, data, manifest, pattern, image };
    }
  }
}
