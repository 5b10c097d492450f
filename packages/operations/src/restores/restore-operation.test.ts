import { Fault, viewFault } from "@holdfast/domain";
import { deployments } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { listLocks, takeLock } from "../locks/hold-lock.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord, OperationState } from "../records/operation-record.ts";
import { createRecord, readRecord } from "../records/store-record.ts";
import type { Job } from "../steps/step.ts";
import type { RestoreInput } from "./restore-input.ts";
import { restoreOperation } from "./restore-operation.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import type { EndedPart } from "./restore-part.ts";
import { requireSnapshotInTime } from "./snapshot-in-time.ts";
import { undoState } from "./undo-state.ts";

const at = "2026-01-01T00:00:00.000Z";
const fault = viewFault(new Fault("plan-changed", "It changed."));
const guestbook = { kind: "application", slug: "guestbook" } as const;
const instance = { kind: "instance" } as const;

const restored: RestoreInput = {
  set: "m-1",
  slug: "guestbook",
  backup: "m-1-guestbook",
  backupUid: "u",
  veleroNamespace: "velero",
  namespaces: ["guestbook"],
  planHash: "h",
};
const input: RestoreOperationInput = {
  set: "m-1",
  request: {
    set: "m-1",
    scope: { kind: "applications", slugs: ["guestbook"] },
    safety: true,
    allowPartiallyFailed: false,
    accepted: [],
  },
  planHash: "h",
  applications: [restored],
  safety: { kind: "taken", applications: ["guestbook"], lacks: [] },
};
const consoleInput = {
  set: "m-1",
  backup: "m-1-console",
  backupUid: "u",
  veleroNamespace: "velero",
  namespace: "holdfast",
  image: "i",
  version: "0.1.0",
  planHash: "h",
};
const withConsole: RestoreOperationInput = { ...input, console: consoleInput };
const undo: RestoreOperationInput = { ...input, undoes: "restore-1", inherits: ["guestbook"] };

const untouched: EndedPart = { outcome: "failed", part: "guestbook", began: false, fault };
const begun: EndedPart = { ...untouched, began: true };
const failedState: OperationState = { stage: "failed", step: "finish", at, fault, holds: [guestbook] };

type Results = Readonly<Record<string, unknown>>;

function record(
  id: string,
  asked: RestoreOperationInput,
  state: OperationState,
  results: Results = {},
): OperationRecord {
  const facts = { schema: recordSchema, id, kind: "restore", subject: guestbook, root: id, requestedBy: "tester" };
  const journal = Object.entries(results).map(([step, result]) => ({ step, startedAt: at, endedAt: at, result }));
  return { ...facts, createdAt: at, input: asked, epoch: 1, journal, state };
}

function jobOf(
  asked: RestoreOperationInput,
  results: Results,
  kubernetes = createFakeClient(),
): Job<RestoreOperationInput> {
  return {
    context: testContext(kubernetes),
    id: asked.undoes === undefined ? "restore-1" : "restore-2",
    root: asked.undoes === undefined ? "restore-1" : "restore-2",
    createdAt: at,
    requestedBy: "tester",
    driver: { id: "driver-1", role: "cli", host: "here" },
    input: asked,
    epoch: 2,
    cancel: undefined,
    hasResult: ({ name }) => name in results,
    soFar: () => undefined,
    saveSoFar: () => Promise.resolve(),
    resultOf: ({ name }) => results[name] as never,
    report: () => undefined,
  };
}

async function takeBack(job: Job<RestoreOperationInput>): Promise<unknown> {
  return restoreOperation.cancellation?.takeBack(job, new AbortController().signal);
}

describe("a failed restore", () => {
  it("keeps the installation locked from the moment that the console's server is stopped", () => {
    const results = { "confirm-plan": { serverReplicas: 2 } };
    expect(restoreOperation.locksAfterFailure?.(jobOf(withConsole, results))).toContainEqual(instance);
    const notBegun = { ...results, applications: [], console: [{ ...untouched, part: "console" }] };
    expect(restoreOperation.locksAfterFailure?.(jobOf(withConsole, notBegun))).toContainEqual(instance);
  });

  it("starts the console's server again when it is cancelled before the console's part began", async () => {
    const name = { namespace: "holdfast", name: "holdfast" };
    const server = { apiVersion: "apps/v1", kind: "Deployment", metadata: name, spec: { replicas: 0 } };
    const kubernetes = createFakeClient({ objects: [server] });
    const results = {
      "confirm-plan": { serverReplicas: 2 },
      applications: [untouched],
      console: [{ ...untouched, part: "console" }],
    };
    expect(
      restoreOperation.cancellation?.refuse(record("restore-1", withConsole, failedState, results)),
    ).toBeUndefined();
    expect(await takeBack(jobOf(withConsole, results, kubernetes))).toMatchObject({
      result: "nothing of the applications was changed; the console's server runs again",
    });
    expect(await kubernetes.get(deployments, name)).toMatchObject({ spec: { replicas: 2 } });
  });

  it("cannot be cancelled when a part has begun", () => {
    const results = { "confirm-plan": { serverReplicas: 0 }, applications: [{ ...untouched, began: true }] };
    const refused = restoreOperation.cancellation?.refuse(record("restore-1", input, failedState, results));
    expect(refused).toMatchObject({ code: "not-cancellable" });
  });

  it("that is cancelled with a part done names it, and can be undone", async () => {
    const done: EndedPart = { outcome: "done", part: "notes" };
    const results = { "confirm-plan": { serverReplicas: 0 }, applications: [done, untouched], console: [] };
    const ended = await takeBack(jobOf(input, results));
    expect(ended).toMatchObject({ result: "restored: notes; nothing else was changed" });
    const { result: left } = ended as { readonly result: string };
    const cancelled = record("restore-1", input, { stage: "cancelled", at, by: "tester", left });
    expect(undoState(cancelled, { records: [], sets: [] })).toMatchObject({
      reason: "no safety snapshot was taken before it",
    });
  });
});

describe("an undo that fails before it deletes anything", () => {
  it("keeps locked what the restore left half done, and nothing of a restore that was whole", () => {
    expect(restoreOperation.locksAfterFailure?.(jobOf(undo, {}))).toEqual([guestbook]);
    expect(restoreOperation.locksAfterFailure?.(jobOf({ ...undo, inherits: [] }, {}))).toEqual([]);
  });

  it("gives the lock back to the restore when it is cancelled", async () => {
    const kubernetes = createFakeClient();
    const holder = { work: "work", requestedBy: "tester", keptBy: "record", takenAt: at } as const;
    await createRecord(kubernetes, record("restore-1", input, failedState));
    await takeLock(testContext(kubernetes), guestbook, { ...holder, root: "restore-2" });
    await takeBack(jobOf(undo, {}, kubernetes));
    expect((await listLocks(kubernetes)).map((lock) => lock.holder.root)).toEqual(["restore-1"]);
  });

  it("tells the restore at once what is back, so that it is not wiped again", async () => {
    const kubernetes = createFakeClient();
    await createRecord(kubernetes, record("restore-1", input, failedState, { applications: [begun] }));
    const part = { ...record("restore-2-guestbook", undo, { stage: "done", at, summary: "" }), root: "restore-2" };
    await createRecord(kubernetes, {
      ...part,
      kind: "restore-application",
      parent: { id: "restore-2", epoch: 1 },
      input: restored,
    });
    const step = restoreOperation.steps.find(({ name }) => name === "applications");
    await step?.run(jobOf(undo, {}, kubernetes), new AbortController().signal);
    const told = (await readRecord(kubernetes, "restore-1")).record.state;
    expect(told).toMatchObject({ stage: "cancelled", left: "undone by restore-2" });
  });

  it("that is cancelled leaves to the restore what it has not brought back alone", async () => {
    const kubernetes = createFakeClient();
    await createRecord(kubernetes, record("restore-1", input, failedState, { applications: [begun] }));
    const parts = [{ outcome: "done", part: "guestbook" }];
    await takeBack(
      jobOf(undo, { "confirm-plan": { serverReplicas: 0 }, applications: parts, console: [] }, kubernetes),
    );
    expect((await readRecord(kubernetes, "restore-1")).record.state.stage).toBe("cancelled");
  });

  it("does not stand in the way of another one, and one that began says how it goes on", () => {
    const restore = record("restore-1", input, failedState, { "confirm-plan": null });
    const early = record("restore-2", undo, failedState);
    const reason = (one: OperationRecord) => undoState(restore, { records: [one], sets: [] });
    expect(reason(early)).toMatchObject({ reason: "no safety snapshot was taken before it" });
    const late = record("restore-2", undo, failedState, { "confirm-plan": null });
    expect(reason(late)).toMatchObject({ reason: expect.stringContaining("operation resume restore-2") as string });
  });
});

describe("a snapshot to go back to", () => {
  const taken = { set: "x-1-restore-1", takenAt: at, epoch: 1 };

  it("is refused when it is gone, so that nothing is deleted", async () => {
    const job = jobOf(input, {}, createFakeClient({ types: [backupType], objects: [velero] }));
    await expect(requireSnapshotInTime(job, taken)).rejects.toMatchObject({ code: "plan-changed" });
  });

  it("is refused by a later drive when it is old, and not by the drive that took it", async () => {
    const kubernetes = createFakeClient({ types: [backupType], objects: [velero, backup] });
    const job = jobOf(input, {}, kubernetes);
    const ageing = (minutes: number) => ({
      ...taken,
      takenAt: new Date(job.context.clock.now() - minutes * 60_000).toISOString(),
    });
    await expect(requireSnapshotInTime(job, ageing(20))).rejects.toMatchObject({ code: "plan-changed" });
    await requireSnapshotInTime(job, ageing(5));
    await requireSnapshotInTime(job, { ...ageing(20), epoch: 2 });
  });

  it("is asked for before a part that has not begun: the part fails, nothing of it is deleted", async () => {
    const kubernetes = createFakeClient({ types: [backupType], objects: [velero] });
    const step = restoreOperation.steps.find(({ name }) => name === "applications");
    const ended = await step?.run(jobOf(input, { safety: taken }, kubernetes), new AbortController().signal);
    expect(ended).toMatchObject({ result: [{ outcome: "failed", began: false, fault: { code: "plan-changed" } }] });
  });
});

const container = { name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] };
const velero = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero" },
  spec: { replicas: 1, template: { spec: { containers: [container] } } },
  status: { readyReplicas: 1 },
};
const backup = {
  apiVersion: "velero.io/v1",
  kind: "Backup",
  metadata: { name: "x-1-restore-1", namespace: "velero", labels: {} },
  spec: { storageLocation: "default" },
  status: { phase: "Completed", startTimestamp: at, completionTimestamp: at },
};
