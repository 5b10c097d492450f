import type { StoredRecord } from "../records/encode-record.ts";
import { silenceSeconds } from "../steps/run-step.ts";

/**
 * Remembers when each record was last seen to change, by this machine's own clock: a driver on another machine may have
 * another time, and only a record that does not change is proof that nobody works on it.
 */
export interface DriverObserver {
  /** Milliseconds until this record counts as left alone, 0 or less when it does; call it with every new reading. */
  untilSilent(stored: StoredRecord): number;
}

interface Sighting {
  readonly resourceVersion: string;
  readonly since: number;
}

export function observeDrivers(now: () => number): DriverObserver {
  const sightings = new Map<string, Sighting>();
  return {
    untilSilent({ record, resourceVersion }) {
      const known = sightings.get(record.id);
      const sighting = known?.resourceVersion === resourceVersion ? known : { resourceVersion, since: now() };
      sightings.set(record.id, sighting);
      return sighting.since + silenceSeconds * 1000 - now();
    },
  };
}

/** Whether anybody may drive this record at once, without having watched it. */
export function isFree({ record }: StoredRecord): boolean {
  switch (record.state.stage) {
    case "pending":
    case "stopped":
    case "failed":
      return true;
    case "running":
    case "done":
    case "cancelled":
      return false;
  }
}
