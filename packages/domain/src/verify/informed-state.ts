/** What a vendor's status informer says of an object, the best first. Source: Replicated KOTS. */
export type InformedState = "Ready" | "Updating" | "Degraded" | "Unavailable" | "Missing";

/** What of an object's status the state is read from. */
export interface InformedObject {
  readonly kind: string;
  readonly isReady: boolean;
  /** Its controller has seen its present form, and all its pods are of it. */
  readonly isUpdated: boolean;
  readonly wanted: number;
  readonly readyPods: number;
}

const withPods: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

/** Undefined: it is not there. */
export function informedState(object: InformedObject | undefined): InformedState {
  if (object === undefined) return "Missing";
  if (object.isReady) return "Ready";
  if (!withPods.includes(object.kind)) return "Unavailable";
  if (!object.isUpdated) return "Updating";
  return object.readyPods > 0 ? "Degraded" : "Unavailable";
}
