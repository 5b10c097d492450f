/** An object as it is in the cluster, without its content. */
export interface LiveObject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** All owners; a controller is the one that makes the object again. */
  readonly owners: readonly { readonly uid: string; readonly controller: boolean }[];
  /** `type` of a Secret. */
  readonly secretType?: string;
  /** The vendor wants it kept: `kots.io/keep: "true"`. */
  readonly keep?: true;
  /** `kots.io/deletion-phase`: lower ones go first; absent: 0. */
  readonly deletionPhase?: number;
  /** As they are on it. */
  readonly finalizers?: readonly string[];
  /** Since when Kubernetes is deleting it; RFC 3339. */
  readonly deletingSince?: string;
  /** Of a Pod: the claims of its namespace that it mounts. */
  readonly mounts?: readonly string[];
  /**
   * Of a StatefulSet whose claims Kubernetes deletes when it is scaled down or deleted: the names of its claim templates.
   */
  readonly losesClaimsOf?: readonly string[];
}

export interface ClaimName {
  readonly namespace: string;
  readonly name: string;
}
