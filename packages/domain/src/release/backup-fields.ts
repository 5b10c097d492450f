/** What becomes of each field of Velero's BackupSpec in a vendor's `kind: Backup`. Source: the CRD of Velero 1.18. */
export interface VendorField {
  readonly type: "text" | "flag" | "texts" | "mapping" | "mappings";
  /** Absent: honoured for this application's member alone. */
  readonly use?: FieldUse;
}

type FieldUse =
  | { readonly kind: "refused"; readonly reason: string }
  /** Accepted, since vendors' manifests have it, and not used; a warning says so. */
  | { readonly kind: "not-used"; readonly reason: string };

function refused(type: VendorField["type"], reason: string): VendorField {
  return { type, use: { kind: "refused", reason } };
}

function notUsed(type: VendorField["type"], reason: string): VendorField {
  return { type, use: { kind: "not-used", reason } };
}

const wholeCluster =
  "would take every cluster-scoped object of the customer's cluster, other applications' volumes too, and a restore brings none of them back: what the release itself ships comes back from the release";

export const backupFields: Readonly<Record<string, VendorField>> = {
  csiSnapshotTimeout: { type: "text" },
  datamover: { type: "text" },
  defaultVolumesToFsBackup: { type: "flag" },
  defaultVolumesToRestic: refused("flag", "is given up by Velero; write defaultVolumesToFsBackup"),
  excludedClusterScopedResources: { type: "texts" },
  excludedNamespaceScopedResources: { type: "texts" },
  excludedNamespaces: notUsed(
    "texts",
    "has no effect: a backup of the application takes the application's namespaces only",
  ),
  excludedResources: { type: "texts" },
  hooks: { type: "mapping" },
  includeClusterResources: refused(
    "flag",
    `${wholeCluster}; false would leave out the PersistentVolumes of its claims`,
  ),
  includedClusterScopedResources: refused("texts", wholeCluster),
  includedNamespaceScopedResources: { type: "texts" },
  includedNamespaces: { type: "texts" },
  includedResources: { type: "texts" },
  itemOperationTimeout: { type: "text" },
  labelSelector: { type: "mapping" },
  metadata: { type: "mapping" },
  orLabelSelectors: { type: "mappings" },
  orderedResources: { type: "mapping" },
  resourcePolicy: refused(
    "mapping",
    "names a ConfigMap in Velero's own namespace, where a release cannot put one; choose volumes with the annotations backup.velero.io/backup-volumes and backup-volumes-excludes of the pods",
  ),
  snapshotMoveData: { type: "flag" },
  snapshotVolumes: { type: "flag" },
  storageLocation: notUsed("text", "is the customer's to choose, and is not used"),
  ttl: { type: "text" },
  uploaderConfig: { type: "mapping" },
  volumeGroupSnapshotLabelKey: { type: "text" },
  volumeSnapshotLocations: refused(
    "texts",
    "names VolumeSnapshotLocations of the customer's Velero; one that is not there would fail every backup. Velero takes the one that there is for each provider",
  ),
};

const decidedHere = "is decided by the restore that the customer asks for";

/** The same for Velero's RestoreSpec in a vendor's `kind: Restore`. */
export const restoreFields: Readonly<Record<string, VendorField>> = {
  backupName: notUsed("text", "is not used: the customer chooses the backup"),
  excludedNamespaces: notUsed(
    "texts",
    "has no effect: a restore of the application restores the application's namespaces",
  ),
  excludedResources: { type: "texts" },
  existingResourcePolicy: { type: "text" },
  hooks: { type: "mapping" },
  includeClusterResources: refused("flag", `${decidedHere}; cluster-scoped objects come back from the release`),
  includedNamespaces: notUsed(
    "texts",
    "has no effect: a restore of the application restores the application's namespaces",
  ),
  includedResources: refused("texts", "would leave out kinds that a restore deletes before; write excludedResources"),
  itemOperationTimeout: { type: "text" },
  labelSelector: refused(
    "mapping",
    "would leave out objects that a restore deletes before; narrow the kind: Backup instead",
  ),
  namespaceMapping: refused("mapping", `${decidedHere}: a copy gets its namespaces from the customer`),
  orLabelSelectors: refused(
    "mappings",
    "would leave out objects that a restore deletes before; narrow the kind: Backup instead",
  ),
  preserveNodePorts: { type: "flag" },
  resourceModifier: refused("mapping", "names a ConfigMap in Velero's own namespace, where a release cannot put one"),
  restorePVs: refused("flag", `${decidedHere}: volumes that were wiped have to come back`),
  restoreStatus: { type: "mapping" },
  scheduleName: refused("text", "is not used: the customer chooses the backup, and schedules are the customer's"),
  uploaderConfig: { type: "mapping" },
};
