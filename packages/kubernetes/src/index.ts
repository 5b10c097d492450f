/**
 * The API server as a port, and what is built on it. Knows Kubernetes, never backups.
 *
 * - **Client**: `KubernetesClient`, the port to one API server; `createKubernetesClient` makes the real one.
 * - **Resource type**: what discovery calls a kind: group, version, kind, plural, whether it is namespaced.
 * - **Refusal**: `ApiError`, with the server's Status; "Unreachable" when no answer came.
 * - **Context**: an entry of a kubeconfig: cluster, user, default namespace.
 * - **Bookmark**: a watch event that carries only a resourceVersion to resume from.
 * - **Expired**: the server no longer knows a resourceVersion or continue token (410); list again.
 */
export { ApiError, isApiError } from "./api-error.ts";
export type * from "./client.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type ClientOptions, createKubernetesClient, inClusterClient } from "./create-client.ts";
export type * from "./objects.ts";
export * from "./resource-types.ts";
export { apiVersionOf, collectionPath, objectPath } from "./transport/paths.ts";
