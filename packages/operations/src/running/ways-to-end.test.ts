import { expect, test } from "vitest";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { waysToEnd } from "./ways-to-end.ts";

function record(state: OperationRecord["state"], more: Partial<OperationRecord> = {}): OperationRecord {
  return {
    schema: recordSchema,
    id: "restore-1",
    kind: "restore",
    subject: { kind: "applications", slugs: ["guestbook", "notes"] },
    root: "restore-1",
    requestedBy: "tester",
    createdAt: "2026-11-21T10:00:00Z",
    input: {
      request: { scope: { kind: "applications", slugs: ["guestbook", "notes"] } },
      set: "m-1",
      applications: [{ slug: "guestbook" }, { slug: "notes" }],
    },
    epoch: 1,
    journal: [],
    state,
    ...more,
  };
}

const journal = [{ step: "confirm-plan", startedAt: "", endedAt: "", result: { serverReplicas: 0 } }];

test("a restore is offered to be cancelled only before it deletes", () => {
  expect(waysToEnd(record({ stage: "pending" })).cancel).toEqual({ kind: "possible" });
  expect(waysToEnd(record({ stage: "pending" }, { journal })).cancel).toMatchObject({
    kind: "impossible",
    reason: expect.stringContaining("begun to delete"),
  });
});

test("a cancel that was asked for is not offered again", () => {
  const cancel = { by: "tester", at: "2026-11-21T10:01:00Z", wasDriven: true };
  expect(waysToEnd(record({ stage: "pending" }, { cancel })).cancel).toEqual({
    kind: "asked",
    by: "tester",
    at: "2026-11-21T10:01:00Z",
  });
});

test("what a failed restore left half done can be given up, by its names", () => {
  const fault = { code: "restore-failed", class: "failed", message: "Velero failed" } as const;
  const holds = [{ kind: "application", slug: "guestbook" }, { kind: "instance" }] as const;
  const failed = record({ stage: "failed", step: "applications", at: "", fault, holds }, { journal });
  expect(waysToEnd(failed).givesUp).toEqual(["guestbook", "console"]);
});

test("an operation that has ended is neither cancelled nor given up", () => {
  const ended = record({ stage: "done", at: "", summary: "restored" });
  expect(waysToEnd(ended)).toMatchObject({ cancel: { kind: "impossible" }, givesUp: [] });
});

test("an upgrade is cancelled at the command line until it changes the application, and given up when it failed then", () => {
  const fault = { code: "deployment-failed", class: "failed", message: "It failed" } as const;
  const state = { stage: "failed", step: "deploy", at: "", fault, holds: [] } as const;
  const input = { slug: "guestbook", backup: { kind: "declined" } };
  const early = record(state, { kind: "upgrade", input });
  expect(waysToEnd(early)).toMatchObject({
    cancel: { kind: "impossible", reason: expect.stringContaining("holdfast operation cancel restore-1") },
    givesUp: [],
  });
  const begun = [{ step: "begin", startedAt: "", endedAt: "", result: null }];
  expect(waysToEnd(record(state, { kind: "upgrade", input, journal: begun }))).toMatchObject({
    cancel: { kind: "impossible", reason: expect.stringContaining("half a release") },
    givesUp: ["guestbook"],
  });
});
