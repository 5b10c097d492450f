/**
 * Velero as data and as a thing to install.
 *
 * - *Resources*: Velero's objects as readonly types, with the ResourceType to ask for them.
 * - *Stage*: what a phase means, whatever the version calls it.
 * - *Artefact*: what Velero writes into the bucket about a backup or restore; `download` opens one, readers parse it.
 * - *Installer*: Velero's own `velero install --dry-run`, run to know what to apply; *adopt*: labelled as ours.
 */
export * from "./resources/backup.ts";
export * from "./resources/labels.ts";
export * from "./resources/locations.ts";
export * from "./resources/requests.ts";
export * from "./resources/resource-types.ts";
export * from "./resources/restore.ts";
export * from "./resources/selection.ts";
export * from "./resources/stages.ts";
export * from "./resources/volumes.ts";

export * from "./bucket/layout.ts";

export * from "./artefacts/contents.ts";
export { readText } from "./artefacts/bytes.ts";
export { collectHookRuns } from "./artefacts/hook-runs.ts";
export * from "./artefacts/item-operations.ts";
export * from "./artefacts/log-line.ts";
export * from "./artefacts/log.ts";
export * from "./artefacts/resource-list.ts";
export * from "./artefacts/results.ts";
export * from "./artefacts/volume-info.ts";

export { download, downloadPacked, unpack, type DownloadOptions } from "./download/download.ts";

export * from "./install/adopt.ts";
export * from "./install/installer.ts";
