import type { ClaimName } from "../restore/live-object.ts";
import type { StoppedWorkload } from "./claim-users.ts";

/** What the restore of one claim is about to do. */
export interface ClaimPlan {
  readonly backup: { readonly set: string; readonly name: string; readonly uid: string };
  readonly slug: string;
  readonly claim: ClaimName;
  /** The claim as it is now; absent when it is not there. */
  readonly present?: { readonly uid: string };
  readonly stops: readonly StoppedWorkload[];
}

/** The decisions as one text, to be hashed: sizes and numbers of replicas are no part of it. */
export function claimDecisionsOf({ backup, slug, claim, present, stops }: ClaimPlan): string {
  return [
    JSON.stringify([backup.set, backup.name, backup.uid, slug]),
    JSON.stringify(["fill", claim.namespace, claim.name, present?.uid ?? "absent"]),
    ...stops.map(({ kind, name, uid }) => JSON.stringify(["stop", kind, name, uid])).sort(),
  ].join("\n");
}
