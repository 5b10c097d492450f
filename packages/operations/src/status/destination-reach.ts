import type { DestinationFact } from "@holdfast/domain";
import type { BackupStorageLocation } from "@holdfast/velero";

/** Velero looks every minute; after this long without a look its last word is no word about now. */
const staleMilliseconds = 15 * 60_000;

/** Whether what lies there can be read now, as Velero last said. */
export function reachOf(location: BackupStorageLocation, now: number): DestinationFact["reach"] {
  const { phase, message, lastSyncedTime } = location.status ?? {};
  const since = lastSyncedTime === undefined ? {} : { since: lastSyncedTime };
  if (phase === undefined) return { kind: "unavailable", reason: "Velero has not looked at it yet", ...since };
  if (phase !== "Available") {
    const reason = message === undefined || message === "" ? `Velero says ${phase}` : message;
    return { kind: "unavailable", reason, ...since };
  }
  const lookedAt = lastLookAt(location);
  if (lookedAt === undefined) {
    return { kind: "unavailable", reason: "Velero does not say when it last looked at it", ...since };
  }
  if (now - Date.parse(lookedAt) > staleMilliseconds) {
    const reason = `Velero has not looked at it since ${lookedAt}, so its server may not run`;
    return { kind: "unavailable", reason, ...since };
  }
  return { kind: "available" };
}

/** Where Velero does not validate, it has looked when it last read what lies there. */
function lastLookAt({ spec, status }: BackupStorageLocation): string | undefined {
  const { lastValidationTime, lastSyncedTime } = status ?? {};
  return spec.validationFrequency === "0s" ? lastSyncedTime : (lastValidationTime ?? lastSyncedTime);
}
