import type { HookRun } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { hookLines } from "./detail-text.ts";

const hook: HookRun = {
  kind: "pre",
  source: "spec",
  name: "dump",
  place: { kind: "pod", namespace: "guestbook", pod: "db-0" },
  output: { kind: "known", stdout: "", stderr: "" },
  outcome: { kind: "succeeded" },
};

describe("the lines of a hook", () => {
  const postgres: HookRun["place"] = { kind: "pod", namespace: "guestbook", pod: "db-0" };
  const pods = [
    { namespace: "n", pod: "a" },
    { namespace: "n", pod: "b" },
  ];
  it.each([
    [{ place: postgres, container: "postgres" }, " in guestbook/db-0, container postgres"],
    [{ place: postgres }, " in guestbook/db-0"],
    [{ place: { kind: "one-of", pods } as const }, " in one of n/a, n/b"],
  ])("say where it ran as far as Velero told: %j", (known, where) => {
    expect(hookLines({ ...hook, ...known })).toEqual([`pre dump${where}: succeeded, exit code 0`]);
  });

  it("say how long it ran, with what and what it wrote", () => {
    const times = { startedAt: "2026-11-21T10:00:00Z", endedAt: "2026-11-21T10:00:07Z" };
    const output = { kind: "known", stdout: "a\nb\n", stderr: "c\n" } as const;
    const outcome = { kind: "failed", exitCode: 3, error: "command terminated with exit code 3" } as const;
    expect(hookLines({ ...hook, ...times, output, outcome, command: "[sh -c dump]" })).toEqual([
      "pre dump in guestbook/db-0 at 2026-11-21T10:00:00Z: FAILED: command terminated with exit code 3, 7 s",
      "  command: [sh -c dump]",
      "  stdout: a",
      "  stdout: b",
      "  stderr: c",
    ]);
  });

  it("say what is not known", () => {
    const outcome = { kind: "timed-out", error: "timed out after 30s" } as const;
    const unknown = {
      place: { kind: "unknown", reason: "not told" },
      output: { kind: "missing", reason: "lost" },
    } as const;
    expect(hookLines({ ...hook, ...unknown, outcome })).toEqual([
      "pre dump: TIMED OUT: timed out after 30s",
      "  not known: pod: not told",
      "  not known: output: lost",
    ]);
  });
});
