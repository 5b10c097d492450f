import type { LiveObject } from "./live-object.ts";

/** Finalizers that Kubernetes' own controllers take off. */
const ownFinalizers: readonly RegExp[] = [
  /^(?:foregroundDeletion|orphan|kubernetes)$/u,
  /^kubernetes\.io\//u,
  /^(?:batch|service|policy)\.kubernetes\.io\//u,
  /^[\w.-]*\.k8s\.io\//u,
];

/** The finalizers of an object that some program outside Kubernetes must take off before the object can go. */
export function strangeFinalizers({ finalizers = [] }: LiveObject): readonly string[] {
  return finalizers.filter((finalizer) => !ownFinalizers.some((pattern) => pattern.test(finalizer)));
}

/** Kubernetes deletes what has no finalizer at once; what is being deleted for longer waits for somebody. */
export function isStuck({ deletingSince, finalizers = [] }: LiveObject, now: number, patienceSeconds: number): boolean {
  return (
    deletingSince !== undefined && finalizers.length > 0 && now - Date.parse(deletingSince) > patienceSeconds * 1000
  );
}
