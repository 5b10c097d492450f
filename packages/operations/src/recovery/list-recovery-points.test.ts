import { describe, expect, it } from "vitest";
import { bestPoint } from "./list-recovery-points.ts";
import type { RecoveryPoint } from "./list-recovery-points.ts";

function point(name: string, change: Partial<RecoveryPoint>): RecoveryPoint {
  return {
    name,
    scope: "full",
    state: "complete",
    createdAt: "2026-01-01T00:00:00Z",
    ageSeconds: 0,
    sizeBytes: 0,
    own: false,
    applications: [],
    restorable: "all",
    ...change,
  };
}

describe("the recovery point to begin with", () => {
  it("is the newest full backup that can be restored whole, before newer ones that cannot", () => {
    const newestFirst = [
      point("partial", { scope: "partial" }),
      point("failed", { restorable: "nothing" }),
      point("half", { restorable: "some" }),
      point("whole", {}),
      point("older", {}),
    ];
    expect(bestPoint(newestFirst)?.name).toBe("whole");
    expect(bestPoint(newestFirst.slice(0, 3))?.name).toBe("half");
    expect(bestPoint(newestFirst.slice(0, 2))).toBeUndefined();
  });
});
