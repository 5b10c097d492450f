import { Fault } from "@holdfast/domain";
import type { VeleroInstallation } from "../installation.ts";

export type InstallPlan =
  | { readonly kind: "install" }
  /** Ours is there: the objects are applied again, which may change its version. */
  | { readonly kind: "apply-again"; readonly present: VeleroInstallation }
  /** Theirs is there: used as it is; what it lacks is said, or added with --manage-velero. */
  | { readonly kind: "use-theirs"; readonly present: VeleroInstallation };

export interface InstallWish {
  readonly namespace: string;
}

/** Decides from what is in the cluster. Two Veleros would both import, expire and delete the same backups. */
export function planInstall(found: readonly VeleroInstallation[], wish: InstallWish): InstallPlan {
  const ours = found.find((velero) => velero.ownership === "ours");
  if (ours !== undefined && ours.namespace !== wish.namespace) {
    throw new Fault("already-exists", `Holdfast has installed Velero in namespace ${ours.namespace}`, {
      remedy: `holdfast velero install --velero-namespace ${ours.namespace}, or holdfast velero uninstall first`,
    });
  }
  if (ours !== undefined) return { kind: "apply-again", present: ours };
  const there = found.find((velero) => velero.namespace === wish.namespace) ?? found[0];
  return there === undefined ? { kind: "install" } : { kind: "use-theirs", present: there };
}
