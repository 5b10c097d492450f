import { describe, expect, it } from "vitest";
import { backupStage, hasEnded, restoreStage, volumeStage } from "./stages.ts";

const running = [
  "InProgress",
  "WaitingForPluginOperations",
  "WaitingForPluginOperationsPartiallyFailed",
  "Finalizing",
  "FinalizingPartiallyFailed",
];

describe("Velero's phases", () => {
  it.each(running)("weak point 22: %s has not ended, whatever failed so far", (phase) => {
    for (const stageOf of [backupStage, restoreStage]) {
      expect(stageOf(phase)).toBe("running");
      expect(hasEnded(stageOf(phase))).toBe(false);
    }
  });

  it("weak point 22: queued ones wait, and phases of a newer Velero are unknown, not failed", () => {
    expect(["", "New", "Queued", "ReadyToStart"].map(backupStage)).toEqual(Array.from({ length: 4 }, () => "waiting"));
    expect([backupStage("Pondering"), volumeStage("Pondering")]).toEqual(["unknown", "unknown"]);
    expect(hasEnded(backupStage("Pondering"))).toBe(false);
  });

  it("tell apart what has ended well, in part and badly", () => {
    expect(["Completed", "PartiallyFailed", "Failed", "FailedValidation"].map(restoreStage)).toEqual([
      "completed",
      "partially-failed",
      "failed",
      "failed",
    ]);
  });
});
