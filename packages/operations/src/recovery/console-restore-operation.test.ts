import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { restoreType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import type { Job, StepOutcome } from "../steps/step.ts";
import type { ConsoleRestoreInput } from "./console-restore-input.ts";
import { consoleRestoreOperation } from "./console-restore-operation.ts";

const input: ConsoleRestoreInput = {
  set: "m-1",
  backup: "m-1-console",
  backupUid: "u",
  veleroNamespace: "velero",
  namespace: "holdfast",
  image: "localhost/holdfast:0.1.0",
  version: "0.1.0",
  planHash: "h",
};

/** A driver with the journal of the one before it. */
function driver() {
  const kubernetes = createFakeClient({ types: [restoreType] });
  const journal = new Map<string, unknown>();
  const job: Job<ConsoleRestoreInput> = {
    context: testContext(kubernetes),
    id: "r-1-console",
    root: "r-1",
    createdAt: "2026-01-01T00:00:00.000Z",
    requestedBy: "tester",
    driver: { id: "driver-1", role: "cli", host: "here" },
    input,
    epoch: 1,
    cancel: undefined,
    hasResult: ({ name }) => journal.has(name),
    soFar: () => undefined,
    saveSoFar: () => Promise.resolve(),
    resultOf: (step) => journal.get(step.name) as never,
    report: () => undefined,
  };
  const run = async (name: string): Promise<unknown> => {
    const step = consoleRestoreOperation.steps.find((one) => one.name === name);
    const outcome: StepOutcome<unknown> | undefined = await step?.run(job, new AbortController().signal);
    return outcome?.kind === "done" ? outcome.result : undefined;
  };
  return {
    run,
    record: async (name: string): Promise<void> => {
      journal.set(name, await run(name));
    },
    restores: async () => (await kubernetes.listAll(restoreType)).map(({ metadata }) => metadata.name),
  };
}

describe("asking Velero for the console", () => {
  it("makes one Velero Restore, also when the driver dies after it was made and before that is recorded", async () => {
    const { run, record, restores } = driver();
    await record("choose-attempt");
    await run("create-velero-restore");
    await run("create-velero-restore");
    expect(await restores()).toEqual(["r-1-console-1-console"]);
  });

  it("makes another one when it is tried again after Velero's failed", async () => {
    const { run, record, restores } = driver();
    await record("choose-attempt");
    await run("create-velero-restore");
    await record("choose-attempt");
    await run("create-velero-restore");
    expect(await restores()).toEqual(["r-1-console-1-console", "r-1-console-2-console"]);
  });
});
