/** Every label, annotation and well-known name of ours, in one place. Source: docs/decisions. */

export const group = "holdfast.dev";
export const apiVersion = "holdfast.dev/v1alpha1";
export const fieldManager = "holdfast";

/** Where records that no backup may carry live: operation records, locks, leases, the instance id. */
export const operationsNamespace = "holdfast-operations";
/** Where the console lives unless `install --namespace` says otherwise. */
export const defaultConsoleNamespace = "holdfast";
/** Slugs that no application may take. */
export const reservedSlugs: readonly string[] = ["console", "registry"];

export const labels = {
  application: "holdfast.dev/application",
  /** Marks our records; the value is the record's kind. */
  record: "holdfast.dev/record",
  set: "holdfast.dev/set",
  /** full, partial or safety. */
  scope: "holdfast.dev/scope",
  instance: "holdfast.dev/instance",
  partOf: "holdfast.dev/part-of",
  excludeFromBackup: "velero.io/exclude-from-backup",
} as const;

export const annotations = {
  setName: "holdfast.dev/set-name",
  members: "holdfast.dev/members",
  sequences: "holdfast.dev/sequences",
  versions: "holdfast.dev/versions",
  /** What a full backup left out, with the reasons. */
  notIncluded: "holdfast.dev/not-included",
  consoleVersion: "holdfast.dev/console-version",
  kubernetesVersion: "holdfast.dev/kubernetes-version",
  os: "holdfast.dev/os",
  /** Of the nodes: debian, ubuntu, … and its version. */
  osFamily: "holdfast.dev/os-family",
  osVersion: "holdfast.dev/os-version",
  veleroVersion: "holdfast.dev/velero-version",
  /** On an application's member: what was to be in it of the application's data, and what was not. */
  coverage: "holdfast.dev/coverage",
  architecture: "holdfast.dev/architecture",
  /** Also a label of the local cluster's Node, from which it is read. */
  installMethod: "holdfast.dev/install-method",
  trigger: "holdfast.dev/trigger",
  requestedBy: "holdfast.dev/requested-by",
  /** On the console's member: the records that the console had when it was made, as a JSON list. */
  consoleRecords: "holdfast.dev/console-records",
  /** On Holdfast's own objects: the version of the program that applied them. */
  version: "holdfast.dev/version",
  /** On namespaces that an installation made itself: only those may it delete. */
  madeBy: "holdfast.dev/made-by",
} as const;
