import { Fault } from "@holdfast/domain";
import type { FaultCode } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";

/** Refusals that say "not now": the same request may succeed a moment later. */
const transientReasons: readonly string[] = [
  "Unreachable",
  "Timeout",
  "ServerTimeout",
  "TooManyRequests",
  "ServiceUnavailable",
  "InternalError",
  "Expired",
];

/** True for what passes by itself: a restarting API server, a broken connection, throttling. */
export function isTransient(error: unknown): boolean {
  return error instanceof ApiError && (transientReasons.includes(error.reason) || error.status >= 500);
}

/** True when an object was written by somebody else since it was read; what reads it again may succeed. */
export function isWriteConflict(error: unknown): boolean {
  if (error instanceof Fault) return error.code === "cluster-conflict";
  return error instanceof ApiError && error.reason === "Conflict";
}

/**
 * An ApiError as the Fault a person can act on; anything else is handed back as it is.
 * Use at the edge of a use case: `throw fromApiError(error)`.
 */
export function fromApiError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { code, message, remedy } = explain(error);
  return new Fault(code, message, { reason: error.message, remedy, where: error.request, cause: error });
}

interface Explanation {
  readonly code: FaultCode;
  readonly message: string;
  readonly remedy: string;
}

function explain(error: ApiError): Explanation {
  if (error.reason === "Forbidden" || error.status === 403) {
    return {
      code: "missing-rights",
      message: `The cluster does not allow this user to ${error.request}.`,
      remedy: "Ask the cluster's administrator for this right, or use a kubeconfig that has it.",
    };
  }
  if (error.reason === "Unauthorized" || error.status === 401) {
    return {
      code: "missing-rights",
      message: "The cluster does not accept these credentials.",
      remedy: "Renew the credentials in the kubeconfig and try again.",
    };
  }
  if (isTransient(error)) {
    return {
      code: "cluster-unreachable",
      message: "The Kubernetes API server did not answer.",
      remedy: "Check that the cluster runs and that this machine reaches it, then try again.",
    };
  }
  return explainRefusal(error);
}

function explainRefusal(error: ApiError): Explanation {
  switch (error.reason) {
    case "NotFound":
      return {
        code: "holdfast-not-installed",
        message: `The cluster does not have what is needed to ${error.request}.`,
        remedy: "Run `holdfast install` (and `holdfast velero install` when Velero is missing), then try again.",
      };
    case "AlreadyExists":
      return {
        code: "already-exists",
        message: `An object of this name exists already: ${error.request}.`,
        remedy: "Look at the existing object; remove it if nobody needs it, or choose another name.",
      };
    case "Conflict":
      return {
        code: "cluster-conflict",
        message: `Somebody else changed the object at the same time: ${error.request}.`,
        remedy: "Try again; if it stays, look who else works on this object.",
      };
    default:
      return {
        code: "invalid-argument",
        message: `The API server refused to ${error.request}.`,
        remedy: "Read the reason; correct the object or the setting that it names, then try again.",
      };
  }
}
