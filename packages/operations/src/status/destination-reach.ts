import type { DestinationFact } from "@holdfast/domain";
import type { BackupStorageLocation } from "@holdfast/velero";

/** Velero looks every minute; after this long without a look its last word is no word about now. */
const staleMilliseconds = 15 * 60_000;

/** Whether what lies there can be read now, as Velero last said. */
export function reachOf({ spec, status }: BackupStorageLocation, now: number): DestinationFact["reach"] {
  const { phase, message, lastValidationTime, lastSyncedTime } = status ?? {};
  const since = lastSyncedTime === undefined ? {} : { since: lastSyncedTime };
  if (phase === undefined) return { kind: "unavailable", reason: "Velero has not looked at it yet", ...since };
  if (phase !== "Available") {
    const reason = message === undefined || message === "" ? `Velero says ${phase}` : message;
    return { kind: "unavailable", reason, ...since };
  }
  const isLookedAt = spec.validationFrequency !== "0s" && lastValidationTime !== undefined;
  if (isLookedAt && now - Date.parse(lastValidationTime) > staleMilliseconds) {
    const reason = `Velero has not looked at it since ${lastValidationTime}, so its server may not run`;
    return { kind: "unavailable", reason, ...since };
  }
  return { kind: "available" };
}
