import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, test } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import { refuseOnlyForCli } from "./refuse-only-for-cli.ts";

function record(kind: string, more: Partial<OperationRecord> = {}): OperationRecord {
  return {
    schema: recordSchema,
    id: `${kind}-1`,
    kind,
    subject: { kind: "application", slug: "guestbook" },
    root: `${kind}-1`,
    requestedBy: "tester",
    createdAt: "2026-11-21T10:00:00Z",
    input: { slug: "guestbook", applications: [] },
    epoch: 1,
    journal: [],
    state: { stage: "pending" },
    ...more,
  };
}

async function refusal(stored: OperationRecord, verb: "cancel" | "resume") {
  const context = testContext(createFakeClient());
  await createRecord(context.kubernetes, stored);
  return refuseOnlyForCli(context, stored.id, verb).then(
    () => "accepted",
    (error: unknown) => error,
  );
}

test("the console neither cancels nor resumes what only the command line drives, and says the command", async () => {
  for (const verb of ["cancel", "resume"] as const) {
    expect(await refusal(record("upgrade"), verb)).toMatchObject({
      code: "command-line-only",
      details: { remedy: expect.stringContaining(`holdfast operation ${verb} upgrade-1`) },
    });
  }
});

test("what the console drives, and what has ended, is not refused for that", async () => {
  expect(await refusal(record("backup"), "cancel")).toBe("accepted");
  const state = { stage: "done", at: "", summary: "upgraded" } as const;
  expect(await refusal(record("upgrade", { state }), "cancel")).toBe("accepted");
});

test("a part of other work is refused with the name of the whole", async () => {
  expect(await refusal(record("upgrade", { root: "restore-9" }), "resume")).toMatchObject({
    code: "invalid-argument",
    details: { remedy: expect.stringContaining("restore-9") },
  });
});
