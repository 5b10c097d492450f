import type { VendorBackupSpec } from "../release/vendor-backup.ts";

/** What of an application's namespaces decides which data a backup holds. Field names are Kubernetes'. */
export interface ApplicationData {
  readonly pods: readonly ApplicationPod[];
  readonly claims: readonly ApplicationClaim[];
  readonly volumes: readonly ClaimVolume[];
  /** Objects that stand for data outside claims, e.g. ObjectBucketClaims. */
  readonly outside: readonly OutsideData[];
  /** The vendor's, or Velero's defaults without one. */
  readonly vendor: VendorBackupSpec;
}

export interface ApplicationPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Kind of the controller that made it: ReplicaSet, StatefulSet, Job, …; absent: nobody. */
  readonly ownerKind?: string;
  /** Running, Pending, Failed, Succeeded, Unknown. */
  readonly phase: string;
  /** Shutdown, Terminated, Evicted, NodeShutdown, … */
  readonly reason?: string;
  readonly volumes: readonly PodVolume[];
  readonly images: readonly string[];
  /** Names of volumes that a container mounts. */
  readonly mounted: readonly string[];
}

export interface PodVolume {
  readonly name: string;
  readonly source:
    | { readonly kind: "claim"; readonly claim: string }
    | { readonly kind: "emptyDir" }
    | { readonly kind: "hostPath"; readonly path: string }
    /** Volumes without data of their own: Secrets, ConfigMaps, projected ones; and others, such as NFS. */
    | { readonly kind: "other" };
}

export interface ApplicationClaim {
  readonly namespace: string;
  readonly name: string;
  /** Bound, Pending, Lost. */
  readonly phase: string;
  readonly volumeName?: string;
  readonly block: boolean;
  /** What it may hold at most, in bytes; absent when it is not bound. */
  readonly capacityBytes?: number;
  /** What its last backup held, in bytes. */
  readonly lastBackupBytes?: number;
}

export interface ClaimVolume {
  readonly name: string;
  readonly reclaimPolicy: string;
  readonly hostPath: boolean;
}

export interface OutsideData {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
