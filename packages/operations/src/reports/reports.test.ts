import type { HookRun } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { boundReport, reportLimitBytes } from "./bound-report.ts";
import { hideInReport } from "./hide-report.ts";
import { keptOr } from "./kept-reading.ts";
import type { MemberReport, Report } from "./report.ts";
import { findReport, pruneRestoreReports, readReport, removeReport, storeReport } from "./store-report.ts";

const none = { kind: "known", items: [], omitted: 0 } as const;

function hook(stdout: string): HookRun {
  return {
    kind: "pre",
    source: "spec",
    name: "dump",
    place: { kind: "pod", namespace: "n", pod: "p" },
    output: { kind: "known", stdout, stderr: "" },
    outcome: { kind: "succeeded" },
  };
}

function report(hooks: readonly HookRun[], members = 1): Report {
  const member: MemberReport = {
    name: "m",
    hooks: { kind: "known", items: hooks, omitted: 0 },
    volumes: none,
    warnings: none,
    errors: none,
    findings: [],
  };
  const all = Array.from({ length: members }, () => member);
  return { schema: 1, of: { kind: "backup", name: "s" }, readAt: "2026-01-01T00:00:00.000Z", members: all };
}

describe("a report", () => {
  it("that is small is kept whole", () => {
    const small = report([hook("hello")]);
    expect(boundReport(small)).toEqual(small);
  });

  it.each([
    [1, 1, 1_000_000],
    [1, 5000, 100],
    [100, 20, 5000],
    [1000, 1, 10],
  ])("of %i members with %i hooks of %i characters never takes more than its limit", (members, count, size) => {
    const hooks = Array.from({ length: count }, () => hook("x".repeat(size)));
    const bounded = boundReport(report(hooks, members));
    expect(Buffer.byteLength(JSON.stringify(bounded))).toBeLessThanOrEqual(reportLimitBytes);
    expect(bounded.members).toHaveLength(members > 100 ? 0 : members);
  });

  it("keeps the end of a long output and says how much is left out", () => {
    const [member] = boundReport(report([hook(`${"x".repeat(100_000)}the end`)])).members;
    const text = JSON.stringify(member?.hooks);
    expect(text).toContain("the end");
    expect(text).toContain("characters before this are left out");
  });

  it("keeps the hooks that failed when some must be left out", () => {
    const failed: HookRun = { ...hook("bad"), outcome: { kind: "failed", error: "x" } };
    const [member] = boundReport(report([...Array.from({ length: 300 }, () => hook("")), failed])).members;
    expect(member?.hooks).toMatchObject({ kind: "known", items: expect.arrayContaining([failed]) as unknown });
  });

  it("says how many hooks are left out", () => {
    const [member] = boundReport(report(Array.from({ length: 300 }, () => hook("")))).members;
    if (member?.hooks.kind !== "known") throw new Error("the hooks are not kept");
    expect(member.hooks.items.length + member.hooks.omitted).toBe(300);
    expect(member.hooks.omitted).toBeGreaterThan(0);
  });

  it("is found again, replaced when it is written twice, and gone when it is removed", async () => {
    const context = testContext(createFakeClient());
    await storeReport(context, report([hook("one")]));
    await storeReport(context, report([hook("two")]));
    expect(await readReport(context, "s")).toEqual(report([hook("two")]));
    await removeReport(context, { kind: "backup", name: "s" });
    expect(await readReport(context, "s")).toBeUndefined();
    await removeReport(context, { kind: "backup", name: "s" });
  });

  it("of a restore goes when its Velero Restore is gone, one of a backup stays", async () => {
    const context = testContext(createFakeClient());
    for (const name of ["gone", "there"]) await storeReport(context, { ...report([]), of: { kind: "restore", name } });
    await storeReport(context, report([]));
    await pruneRestoreReports(context, ["there"]);
    expect(await findReport(context, { kind: "restore", name: "gone" })).toBeUndefined();
    expect(await findReport(context, { kind: "restore", name: "there" })).toBeDefined();
    expect(await readReport(context, "s")).toBeDefined();
  });

  it("of a newer program is left alone", async () => {
    const context = testContext(createFakeClient());
    await storeReport(context, { ...report([]), schema: 99 });
    expect(await readReport(context, "s")).toBeUndefined();
  });
});

describe("a report of an application", () => {
  const entry = { scope: { kind: "namespace", name: "shop" }, message: "dump --with hunter22" } as const;
  const words = { cause: "c", remedy: ["do it"], safeToIgnore: "no", ignoring: "i" } as const;
  const member: MemberReport = {
    name: "m",
    hooks: none,
    volumes: none,
    warnings: { kind: "known", items: [entry], omitted: 0 },
    errors: { kind: "known", items: [entry], omitted: 3 },
    findings: [{ code: "hook-failed", evidence: [`Backup m: ${entry.message}`], ...words }],
  };

  it("is kept without its passwords", () => {
    const kept = hideInReport(member, { kind: "known", values: ["hunter22"] });
    expect(JSON.stringify(kept)).not.toContain("hunter22");
    expect(JSON.stringify(kept)).toContain("dump --with");
  });

  it("whose passwords cannot be read is kept without the texts that may hold one, and says why", () => {
    const kept = hideInReport(member, { kind: "unknown", reason: "shop is not installed here" });
    expect(JSON.stringify(kept)).not.toContain("hunter22");
    expect(kept.errors).toMatchObject({
      items: [{ scope: entry.scope, message: expect.stringContaining("shop is not installed here") as string }],
      omitted: 3,
    });
    expect(kept.findings).toMatchObject([{ code: "hook-failed", ...words }]);
  });
});

describe("what is shown", () => {
  const kept = { kind: "known", items: ["kept"], omitted: 2 } as const;

  it("is what is read now, as long as that is possible", () => {
    expect(keptOr({ kind: "known", value: [] as readonly string[] }, kept, "then")).toEqual({
      kind: "known",
      value: [],
    });
  });

  it("is otherwise what was kept, with its time and the reason", () => {
    expect(keptOr<string>({ kind: "unknown", reason: "The store is away." }, kept, "then")).toEqual({
      kind: "kept",
      value: ["kept"],
      readAt: "then",
      reason: "The store is away. 2 more were not kept.",
    });
  });

  it("stays unknown when nothing was kept", () => {
    const unknown = { kind: "unknown", reason: "away" } as const;
    expect(keptOr<string>(unknown, { kind: "unknown", reason: "never read" }, "then")).toEqual(unknown);
  });
});
