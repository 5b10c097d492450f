import type { Reading } from "../backups/reading.ts";
import type { KeptList } from "./report.ts";

/** What is read now, or when that is unknown, what was kept; of a list that was cut, the reason says how many are left out. */
export function keptOr<Item>(
  live: Reading<readonly Item[]>,
  list: KeptList<Item>,
  readAt: string,
): Reading<readonly Item[]> {
  if (live.kind !== "unknown" || list.kind === "unknown") return live;
  const left = list.omitted === 0 ? "" : ` ${list.omitted} more were not kept.`;
  return { kind: "kept", value: list.items, readAt, reason: `${live.reason}${left}` };
}

/** What a report keeps of a reading. */
export function listToKeep<Item>(reading: Reading<readonly Item[]>): KeptList<Item> {
  switch (reading.kind) {
    case "known":
    case "kept":
      return { kind: "known", items: reading.value, omitted: 0 };
    case "unknown":
      return { kind: "unknown", reason: reading.reason };
    case "not-yet":
      return { kind: "unknown", reason: "It had not ended." };
  }
}
