import { backupFields, restoreFields } from "./backup-fields.ts";
import { checkFilters, checkLists, namesPods } from "./check-backup-filters.ts";
import { checkCount, checkFields } from "./check-fields.ts";
import { checkBackupHooks, checkRestoreHooks } from "./check-hooks.ts";
import { checkLabel, checkSelector, isLabelKey } from "./check-selectors.ts";
import { checkDuration } from "./duration.ts";
import { Fields } from "./fields.ts";
import { kotsAnnotations } from "./kots-annotations.ts";
import { isPlainObject } from "./manifest-document.ts";
import type { ManifestDocument, PlainObject } from "./manifest-document.ts";
import type { ReleaseProblem, ReleaseWarning } from "./problem.ts";
import type { VendorBackup, VendorRestore } from "./vendor-backup.ts";

interface RenderedManifest {
  readonly manifest: ManifestDocument;
  readonly values: PlainObject;
  /** The application's; the primary one is the first. */
  readonly namespaces: readonly string[];
}

/** Where checks put what they find. */
export interface Findings {
  readonly problems: ReleaseProblem[];
  readonly warnings: ReleaseWarning[];
}

/** Checks a rendered `kind: Backup`; what is wrong or not meant is appended, with field and line. */
export function checkVendorBackup(
  { manifest, values, namespaces }: RenderedManifest,
  findings: Findings,
): VendorBackup {
  const fields = new Fields({ document: manifest, path: [], values, ...findings });
  const spec = fields.mapping("spec");
  checkFields(spec, backupFields, "Velero Backup");
  checkFilters(spec, namespaces);
  if (spec.raw("labelSelector") !== undefined) checkSelector(spec.mapping("labelSelector"));
  spec.mappings("orLabelSelectors").forEach(checkSelector);
  checkBackupHooks(spec.mapping("hooks"), namespaces);
  for (const name of ["ttl", "csiSnapshotTimeout", "itemOperationTimeout"]) checkDuration(spec, name);
  checkOrder(spec.mapping("orderedResources"), namespaces);
  checkVolumeOptions(spec);
  const more = spec.mapping("metadata");
  more.onlyKnown(["labels"], "is not a field of a Velero Backup");
  const metadata = fields.mapping("metadata");
  const labels = { ...ownedText(metadata.mapping("labels")), ...ownedText(more.mapping("labels")) };
  for (const one of [metadata, more]) {
    const written = one.mapping("labels");
    for (const name of written.names) checkLabel(written, name);
  }
  const { file, line } = manifest;
  const annotations = ownedText(metadata.mapping("annotations"), [kotsAnnotations.when, kotsAnnotations.exclude]);
  return {
    file,
    line,
    name: metadata.text("name"),
    labels,
    annotations,
    spec: honoured(values, backupFields),
  };
}

/** Checks a rendered `kind: Restore`; what is wrong or not meant is appended. */
export function checkVendorRestore(
  { manifest, values, namespaces }: RenderedManifest,
  findings: Findings,
): VendorRestore {
  const fields = new Fields({ document: manifest, path: [], values, ...findings });
  const spec = fields.mapping("spec");
  checkFields(spec, restoreFields, "Velero Restore");
  checkRestoreHooks(spec.mapping("hooks"), namespaces);
  checkDuration(spec, "itemOperationTimeout");
  checkLists(spec, "includedResources", "excludedResources");
  spec.texts("excludedResources").forEach((pattern, index) => {
    if (!namesPods(pattern)) return;
    spec.refuse(["excludedResources", index], "drops pods; Velero fills volumes by their pods, they would stay empty");
  });
  const policy = spec.raw("existingResourcePolicy");
  if (policy !== undefined && policy !== "none") {
    spec.refuse(["existingResourcePolicy"], 'must be "none": a restore creates what is not there, and never updates');
  }
  const status = spec.mapping("restoreStatus");
  status.onlyKnown(["includedResources", "excludedResources"], "is not a field of a Velero Restore");
  checkLists(status, "includedResources", "excludedResources");
  const uploader = spec.mapping("uploaderConfig");
  uploader.onlyKnown(["writeSparseFiles", "parallelFilesDownload"], "is not a field of a Velero Restore");
  checkCount(uploader, "parallelFilesDownload");
  uploader.flag("writeSparseFiles");
  const name = fields.mapping("metadata").text("name");
  const { file, line } = manifest;
  return { file, line, name, spec: honoured(values, restoreFields) };
}

/** The fields that are neither refused nor unused; problems refuse the release, so the types hold. */
function honoured(values: PlainObject, known: typeof backupFields): PlainObject {
  const spec = isPlainObject(values["spec"]) ? values["spec"] : {};
  const kept = Object.entries(spec).filter(([name]) => known[name]?.use === undefined && name !== "metadata");
  return Object.fromEntries(kept);
}

/** Velero compares "namespace/name" letter by letter, and resources by their plural without a group. */
function checkOrder(order: Fields, namespaces: readonly string[]): void {
  for (const resource of order.names) {
    if (!/^[a-z]+$/u.test(resource)) {
      order.refuse([resource], "must be the plural name of a resource without its group, such as pods");
    }
    for (const entry of order.text(resource).split(",")) {
      const [namespace, name, ...more] = entry.trim().split("/");
      if (name === undefined || name === "" || more.length > 0) {
        order.refuse([resource], `"${entry.trim()}" must be namespace/name`);
      } else if (!namespaces.includes(namespace ?? "")) {
        const own = namespaces.join(", ");
        order.refuse([resource], `"${namespace ?? ""}" is not a namespace of the application (${own})`);
      }
    }
  }
}

function checkVolumeOptions(spec: Fields): void {
  const mover = spec.raw("datamover");
  if (mover !== undefined && mover !== "" && mover !== "velero") {
    spec.refuse(
      ["datamover"],
      'must be "velero": another data mover is a program that the customer\'s Velero may not have',
    );
  }
  const uploader = spec.mapping("uploaderConfig");
  uploader.onlyKnown(["parallelFilesUpload"], "is not a field of a Velero Backup");
  checkCount(uploader, "parallelFilesUpload");
  const key = spec.text("volumeGroupSnapshotLabelKey");
  if (key !== "" && !isLabelKey(key)) spec.refuse(["volumeGroupSnapshotLabelKey"], "is not the name of a label");
}

const owners: readonly (readonly [string, string])[] = [
  ["holdfast.dev", "Holdfast"],
  ["velero.io", "Velero"],
  ["kots.io", "KOTS"],
];

/** Labels or annotations that the member carries as well; those that tools tell backups apart by are not a vendor's. */
function ownedText(fields: Fields, consumed: readonly string[] = []): Readonly<Record<string, string>> {
  const own = fields.names.filter((name) => !consumed.includes(name));
  for (const name of own) {
    const domain = name.slice(0, Math.max(0, name.indexOf("/")));
    const owner = owners.find(([suffix]) => domain === suffix || domain.endsWith(`.${suffix}`));
    if (owner !== undefined) fields.refuse([name], `is ${owner[1]}'s own: backups are told apart by it`);
  }
  return Object.fromEntries(own.map((name) => [name, fields.text(name)]));
}
