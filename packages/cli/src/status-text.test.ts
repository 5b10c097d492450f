import type { StatusView, SubjectStatus } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { statusText } from "./status-text.ts";

const onlyInside: SubjectStatus = {
  state: "safe",
  lastGood: { set: "m-1", at: "2026-06-15T11:00:00Z", destination: "internal" },
  ageSeconds: 3600,
  brokenAt: "2026-06-16T11:00:00Z",
  limitSeconds: 86_400,
  limitOrigin: "default",
  onlyInside: true,
  recovery: { state: "never", lacks: "copy-outside" },
  nextRun: { schedule: "daily", at: "2026-06-16T02:00:00Z" },
};

function view(change: Partial<StatusView> = {}): StatusView {
  return {
    at: "2026-06-15T12:00:00Z",
    worst: "rollback-only",
    sentence: "Safe against mistakes, not against the loss of this cluster.",
    instance: onlyInside,
    applications: [{ slug: "guestbook", title: "Guestbook", ...onlyInside }],
    kit: "exported",
    problems: [{ code: "only-inside", subject: { kind: "instance" }, message: "All lie inside.", remedy: "Set one." }],
    ...change,
  };
}

/** The row of guestbook, with one space between its cells. */
function row(status: SubjectStatus): string {
  const text = statusText(view({ applications: [{ slug: "guestbook", title: "", ...status }] }));
  return (text.split("\n").find((line) => line.startsWith("guestbook")) ?? "").replaceAll(/ {2,}/g, " | ");
}

describe("holdfast status", () => {
  it("says the sentence first, then who, then what to do", () => {
    expect(statusText(view()).split("\n")).toEqual([
      "Safe against mistakes, not against the loss of this cluster.",
      "",
      "APPLICATION    STATE  LAST GOOD BACKUP  AGE  LIMIT  LIMIT BROKEN AT       IF THE CLUSTER IS LOST       NEXT BACKUP",
      "guestbook      safe   m-1               1 h   24 h  2026-06-16T11:00:00Z  everything: no copy outside  2026-06-16T02:00:00Z",
      "(full backup)  safe   m-1               1 h   24 h  2026-06-16T11:00:00Z  everything: no copy outside  2026-06-16T02:00:00Z",
      "",
      "What to do:",
      "  All lie inside.",
      "    Set one.",
    ]);
  });

  it("says what would be lost with the cluster when a full backup lies outside", () => {
    const recovery = { state: "safe", ageSeconds: 7200 } as const;
    expect(row({ ...onlyInside, recovery })).toContain("| the last 2 h |");
    expect(row({ ...onlyInside, recovery: { ...recovery, state: "broken" } })).toContain(
      "the last 2 h: over the limit",
    );
  });

  it("marks a backup that cannot be looked at now", () => {
    const unverified = { set: "m-2", at: "2026-06-15T11:00:00Z", reason: "timeout" };
    const unknown = { state: "unknown", limitOrigin: "unknown", onlyInside: false, unverified } as const;
    expect(row({ ...unknown, recovery: { state: "unknown" } })).toBe(
      "guestbook | unknown | m-2? | - | unknown | - | unknown | -",
    );
  });

  it("says that everything would be lost where there is no backup", () => {
    const never = { state: "never", limitSeconds: 3600, limitOrigin: "own", onlyInside: false } as const;
    expect(row({ ...never, recovery: { state: "never", lacks: "any-backup" } })).toBe(
      "guestbook | never | - | - | 1 h | - | everything: no good backup | -",
    );
  });

  it("is the sentence alone while nothing is installed", () => {
    const { instance: _, ...rest } = view({ sentence: "Nothing.", applications: [], problems: [] });
    expect(statusText(rest)).toBe("Nothing.");
  });
});
