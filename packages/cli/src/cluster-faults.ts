import { Fault, type FaultCode } from "@holdfast/domain";
import { LocalClusterError, type LocalClusterErrorCode } from "@holdfast/local-cluster";

/** The local cluster imports nothing of the product's: here its errors become the product's faults. */
const codes: Readonly<Record<LocalClusterErrorCode, FaultCode>> = {
  "machine-unfit": "machine-unfit",
  "build-failed": "build-failed",
  "cluster-not-found": "cluster-not-found",
  conflict: "cluster-conflict",
  "boot-failed": "cluster-boot-failed",
  "deadline-passed": "deadline-passed",
  "invalid-argument": "invalid-argument",
};

/** After Ctrl-C what broke off is no fault: the programs of the work are told by the terminal too. */
export async function withFaults<Result>(act: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LocalClusterError) throw new Fault(codes[error.code], error.message, error.details);
    throw error;
  }
}
