import type { ApiError } from "@holdfast/kubernetes";

/** The field managers that Velero's server and its CLI write with; both only put back what a backup held. */
const restorers = /^velero(?:-server)?$/u;

/**
 * Whether every contested field is owned by a restore. Velero creates an object under its own name before it puts the
 * original owners back, and where that second write failed the fields stay with it.
 */
export function contestedOnlyByRestores(error: ApiError): boolean {
  if (error.reason !== "Conflict" || error.causes.length === 0) return false;
  return error.causes.every(({ message }) => restorers.test(managerIn(message) ?? ""));
}

/** The manager in `conflict with "kubectl-edit" using apps/v1: .spec.replicas`. */
function managerIn(message: string): string | undefined {
  return /conflict with "(?<manager>[^"]+)"/u.exec(message)?.groups?.["manager"];
}
