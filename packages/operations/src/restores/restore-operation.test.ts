import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import type { Job } from "../steps/step.ts";
import type { RestoreInput } from "./restore-input.ts";
import { restoreOperation } from "./restore-operation.ts";

const input: RestoreInput = {
  set: "m-1",
  slug: "guestbook",
  backup: "m-1-guestbook",
  backupUid: "u",
  veleroNamespace: "velero",
  namespaces: ["guestbook"],
  planHash: "h",
};

describe("the summary of a restore", () => {
  it("counts the volumes that come back, also when the application had been removed and none was wiped", () => {
    const covered = ["data", "uploads"].map((name) => ({ namespace: "guestbook", name }));
    const results: Readonly<Record<string, unknown>> = {
      plan: { made: { plan: { deletions: [], wipes: [], keeps: [] }, covered } },
      "follow-velero-restore": { phase: "Completed", warnings: 0 },
    };
    const job: Job<RestoreInput> = {
      context: testContext(createFakeClient()),
      id: "restore-1",
      root: "restore-1",
      createdAt: "2026-01-01T00:00:00.000Z",
      input,
      epoch: 1,
      hasResult: () => true,
      resultOf: (step) => results[step.name] as never,
      report: () => undefined,
    };
    expect(restoreOperation.summary(job)).toBe("guestbook is restored from m-1 (2 volumes, 0 warnings)");
  });
});
