import { ApiError } from "../api-error.ts";

/** A kubeconfig or credential that cannot be used, in the one error form of this package. */
export function invalidKubeconfig(path: string, message: string, cause?: unknown): ApiError {
  return new ApiError({ message, status: 0, reason: "InvalidKubeconfig", request: `read kubeconfig ${path}`, cause });
}
