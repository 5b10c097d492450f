/**
 * The API server as a port, and what is built on it. Knows Kubernetes, never backups.
 *
 * - **Client**: `KubernetesClient`, the port to one API server; `createKubernetesClient` makes the real one.
 * - **Resource type**: what discovery calls a kind: group, version, kind, plural, whether it is namespaced.
 * - **Refusal**: `ApiError`, with the server's Status; "Unreachable" when no answer came.
 * - **Context**: an entry of a kubeconfig: cluster, user, default namespace.
 * - **Bookmark**: a watch event that carries only a resourceVersion to resume from.
 * - **Expired**: the server no longer knows a resourceVersion or continue token (410); list again.
 * - **Store**: a live copy of what a query selects, kept by list and watch; holds projections, not whole objects.
 * - **Lease**: who leads, as far as anybody can know; not a fence.
 * - **Quantity**: Kubernetes' numbers with suffixes: "10Gi", "250m".
 */
export { ApiError, isApiError } from "./api-error.ts";
export type * from "./client.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type ClientOptions, createKubernetesClient, inClusterClient } from "./create-client.ts";
export type * from "./objects.ts";
export * from "./resource-types.ts";
export { apiVersionOf, collectionPath, objectPath } from "./transport/paths.ts";
export {
  formatLabelSelector,
  type LabelRequirement,
  type LabelSelector,
  matchesLabelSelector,
  parseLabelSelector,
} from "./label-selector.ts";
export { acquireLease, type HeldLease, type Lease, type LeaseOptions } from "./lease.ts";
export { parseQuantity } from "./quantity.ts";
export { type RetryOptions, withRetries } from "./retry.ts";
export type { StoreChange } from "./store-changes.ts";
export { type Resume, startStore, type Store, type StoreOptions, type StoreState } from "./store.ts";
export { DeadlinePassed, waitFor, waitForAll, type WaitOptions } from "./wait.ts";
