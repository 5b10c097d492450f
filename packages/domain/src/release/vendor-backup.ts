/** The vendor's `kind: Backup` (velero.io/v1), rendered and checked. Field names and meanings are Velero's. */
export interface VendorBackup {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: VendorBackupSpec;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface ExecHook {
  readonly container?: string;
  readonly command: readonly string[];
  readonly onError?: "Continue" | "Fail";
  readonly timeout?: string;
}

export interface BackupResourceHook {
  readonly name: string;
  readonly includedNamespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly labelSelector?: LabelSelector;
  readonly pre?: readonly { readonly exec: ExecHook }[];
  readonly post?: readonly { readonly exec: ExecHook }[];
}

/** What of Velero's BackupSpec a vendor may say. `storageLocation` is the customer's and is dropped. */
export interface VendorBackupSpec {
  readonly csiSnapshotTimeout?: string;
  readonly defaultVolumesToFsBackup?: boolean;
  readonly excludedClusterScopedResources?: readonly string[];
  readonly excludedNamespaceScopedResources?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly hooks?: { readonly resources?: readonly BackupResourceHook[] };
  readonly includeClusterResources?: boolean;
  readonly includedClusterScopedResources?: readonly string[];
  readonly includedNamespaceScopedResources?: readonly string[];
  readonly includedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly itemOperationTimeout?: string;
  readonly labelSelector?: LabelSelector;
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly orLabelSelectors?: readonly LabelSelector[];
  readonly orderedResources?: Readonly<Record<string, string>>;
  readonly resourcePolicy?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  readonly snapshotMoveData?: boolean;
  readonly snapshotVolumes?: boolean;
  /** Only proposes the default retention. */
  readonly ttl?: string;
  readonly uploaderConfig?: { readonly parallelFilesUpload?: number };
  readonly volumeGroupSnapshotLabelKey?: string;
  readonly volumeSnapshotLocations?: readonly string[];
}

/** The vendor's optional `kind: Restore` (velero.io/v1), rendered; the restore reads its hooks and excludes. */
export interface VendorRestore {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
}
