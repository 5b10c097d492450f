import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { restoreType, veleroApiVersion } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { lastAttempt, operationLabel } from "./velero-restore.ts";

const attempts = { operation: "r-1-0", root: "r-1", part: "shop", veleroNamespace: "velero" };

function restore(name: string, operation = attempts.operation) {
  const metadata = { name, namespace: "velero", labels: { [operationLabel]: operation } };
  return { apiVersion: veleroApiVersion, kind: "Restore", metadata, spec: {} };
}

function last(...objects: readonly ReturnType<typeof restore>[]): Promise<number> {
  return lastAttempt(testContext(createFakeClient({ types: [restoreType], objects })), attempts);
}

describe("the last attempt of a restore", () => {
  it("is the highest number that is there, also when earlier Velero Restores were deleted", async () => {
    expect(await last(restore("r-1-2-shop"))).toBe(2);
    expect(await last(restore("r-1-9-shop"), restore("r-1-10-shop"))).toBe(10);
  });

  it("is 0 when this operation has made none, whatever others made", async () => {
    expect(await last()).toBe(0);
    expect(await last(restore("r-2-3-shop", "r-2-0"), restore("by-hand"))).toBe(0);
  });
});
