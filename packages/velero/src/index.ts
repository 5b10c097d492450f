/**
 * Velero as data and as a thing to install.
 *
 * - *Resources*: Velero's objects as readonly types, with the ResourceType to ask for them.
 * - *Stage*: what a phase means, whatever the version calls it.
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
