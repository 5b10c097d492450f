import { Fields } from "./fields.ts";
import { checkFilters } from "./check-backup-filters.ts";
import { checkDuration } from "./duration.ts";
import { checkBackupHooks, checkRestoreHooks } from "./check-hooks.ts";
import { isPlainObject } from "./manifest-document.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { ReleaseProblem } from "./problem.ts";
import type { VendorBackup, VendorRestore } from "./vendor-backup.ts";

/** The kinds of Velero's BackupSpec fields; source: the CRD of Velero 1.18. */
const backupFields: Readonly<Record<string, "text" | "flag" | "texts" | "mapping" | "mappings">> = {
  csiSnapshotTimeout: "text",
  datamover: "text",
  defaultVolumesToFsBackup: "flag",
  excludedClusterScopedResources: "texts",
  excludedNamespaceScopedResources: "texts",
  excludedNamespaces: "texts",
  excludedResources: "texts",
  hooks: "mapping",
  includeClusterResources: "flag",
  includedClusterScopedResources: "texts",
  includedNamespaceScopedResources: "texts",
  includedNamespaces: "texts",
  includedResources: "texts",
  itemOperationTimeout: "text",
  labelSelector: "mapping",
  metadata: "mapping",
  orLabelSelectors: "mappings",
  orderedResources: "mapping",
  resourcePolicy: "mapping",
  snapshotMoveData: "flag",
  snapshotVolumes: "flag",
  storageLocation: "text",
  ttl: "text",
  uploaderConfig: "mapping",
  volumeGroupSnapshotLabelKey: "text",
  volumeSnapshotLocations: "texts",
};

const restoreFields = [
  "backupName",
  "scheduleName",
  "excludedNamespaces",
  "excludedResources",
  "existingResourcePolicy",
  "hooks",
  "includeClusterResources",
  "includedNamespaces",
  "includedResources",
  "itemOperationTimeout",
  "labelSelector",
  "namespaceMapping",
  "orLabelSelectors",
  "preserveNodePorts",
  "resourceModifier",
  "restorePVs",
  "restoreStatus",
  "uploaderConfig",
];

interface RenderedBackup {
  readonly manifest: ManifestDocument;
  readonly values: Readonly<Record<string, unknown>>;
  /** The application's; the primary one is the first. */
  readonly namespaces: readonly string[];
}

/** Checks a rendered `kind: Backup`; problems are appended, with field and line. */
export function checkVendorBackup(backup: RenderedBackup, problems: ReleaseProblem[]): VendorBackup {
  const { manifest, values, namespaces } = backup;
  const fields = new Fields({ document: manifest, path: [], values, problems });
  const spec = fields.mapping("spec");
  checkTypes(spec);
  checkFilters(spec, namespaces);
  checkBackupHooks(spec.mapping("hooks"), namespaces);
  for (const name of ["ttl", "csiSnapshotTimeout", "itemOperationTimeout"]) checkDuration(spec, name);
  const { storageLocation: _, ...kept } = isPlainObject(values["spec"]) ? values["spec"] : {};
  const metadata = fields.mapping("metadata");
  return {
    file: manifest.file,
    line: manifest.line,
    name: metadata.text("name"),
    labels: textMap(metadata.mapping("labels")),
    annotations: textMap(metadata.mapping("annotations")),
    spec: kept,
  };
}

/** Checks a rendered `kind: Restore`; problems are appended. */
export function checkVendorRestore(restore: RenderedBackup, problems: ReleaseProblem[]): VendorRestore {
  const { manifest, values } = restore;
  const fields = new Fields({ document: manifest, path: [], values, problems });
  const spec = fields.mapping("spec");
  spec.onlyKnown(restoreFields, "is not a field of a Velero Restore");
  checkRestoreHooks(spec.mapping("hooks"));
  const name = fields.mapping("metadata").text("name");
  return { file: manifest.file, line: manifest.line, name, spec: isPlainObject(values["spec"]) ? values["spec"] : {} };
}

function checkTypes(spec: Fields): void {
  spec.onlyKnown(Object.keys(backupFields), "is not a field of a Velero Backup");
  for (const name of spec.names) {
    switch (backupFields[name]) {
      case "text":
        if (typeof spec.raw(name) !== "string") spec.refuse([name], "must be a text");
        break;
      case "flag":
        if (typeof spec.raw(name) !== "boolean") spec.refuse([name], "must be true or false");
        break;
      case "texts":
        spec.texts(name);
        break;
      case "mapping":
        spec.mapping(name);
        break;
      case "mappings":
        spec.mappings(name);
        break;
      case undefined:
        break;
    }
  }
  for (const resource of spec.mapping("orderedResources").names) spec.mapping("orderedResources").text(resource);
}

function textMap(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.names.map((name) => [name, fields.text(name)]));
}
