import { leases } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { virtualClock } from "../../test-support/virtual-clock.ts";
import { backupKind } from "../backups/list-sets.ts";
import type { Clock, Progress } from "../context.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord, OperationState } from "../records/operation-record.ts";
import { createRecord, readRecord, replaceRecord } from "../records/store-record.ts";
import { carryOut } from "./carry-out.ts";
import { controllerLease } from "./controller-runs.ts";

const driver = { id: "controller-1", role: "controller", host: "console" } as const;

const record: OperationRecord = {
  schema: recordSchema,
  id: "m-1",
  kind: backupKind,
  subject: { kind: "backup-set", name: "m-1" },
  root: "m-1",
  requestedBy: "tester",
  createdAt: "2026-01-01T00:00:00.000Z",
  input: {},
  epoch: 1,
  journal: [],
  state: running(0),
};

function running(beat: number): OperationState {
  const progress = { message: "Backing up guestbook" };
  return { stage: "running", step: "follow", startedAt: "2026-01-01T00:00:00.000Z", driver, beat, progress };
}

async function write(
  kubernetes: KubernetesClient,
  state: OperationState,
  more: Partial<OperationRecord> = {},
): Promise<void> {
  const stored = await readRecord(kubernetes, record.id);
  await replaceRecord(kubernetes, { ...stored, record: { ...record, ...more, state } });
}

/** The controller gives a sign of life in each short pause of ours; deadlines never pass. */
function clockBeside(kubernetes: KubernetesClient): Clock {
  let beats = 0;
  return {
    now: () => 0,
    sleep(milliseconds, signal) {
      if (milliseconds <= 1000) return write(kubernetes, running((beats += 1)));
      return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
    },
  };
}

const ended = (step: string) => ({ step, startedAt: record.createdAt, endedAt: record.createdAt, result: [] });
/** A backup of which nothing but its end is missing. */
const almostDone = {
  input: { set: "m-1", slugs: [] },
  journal: ["prepare", "await-velero-discovery", "application-backups", "console-backup", "remember", "report"].map(
    ended,
  ),
};

/** A console that renews its lease whenever anybody waits, and does nothing else. */
async function renewLease(kubernetes: KubernetesClient, clock: Clock): Promise<void> {
  const spec = { holderIdentity: "console-1", renewTime: new Date(clock.now()).toISOString() };
  await kubernetes.patch(leases, controllerLease, { kind: "merge", body: { spec } });
}

describe("carryOut", () => {
  it.each([
    ["takes up", { stage: "pending" } satisfies OperationState],
    ["drives on", running(7)],
  ])("does itself what a console that only keeps its lease never %s", async (_what, state) => {
    const kubernetes = createFakeClient();
    await createRecord(kubernetes, { ...record, ...almostDone, state });
    await kubernetes.create(leases, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: controllerLease,
      spec: { holderIdentity: "console-1" },
    });
    const virtual = virtualClock();
    const clock: Clock = {
      ...virtual,
      async sleep(milliseconds, signal) {
        await renewLease(kubernetes, virtual);
        await virtual.sleep(milliseconds, signal);
      },
    };
    const said: string[] = [];
    const report = ({ message }: Progress): void => void said.push(message);
    const carried = await carryOut(testContext(kubernetes, { clock, report }), record.id);
    expect(carried).toMatchObject({ kind: "ended", record: { state: { stage: "done" } } });
    expect(said).toContain("The console says that it works and leaves operation m-1 alone: going on with it here");
  });

  it("follows a controller that was faster to its end, and says so", async () => {
    const kubernetes = createFakeClient();
    await createRecord(kubernetes, record);
    const said: string[] = [];
    const report = ({ message }: Progress): void => {
      said.push(message);
      // By now the controller comes to its end.
      const done: OperationState = { stage: "done", at: "2026-01-01T00:01:00.000Z", summary: "made" };
      if (message.endsWith("following it")) void write(kubernetes, done);
    };
    const context = testContext(kubernetes, { clock: clockBeside(kubernetes), report });
    const carried = await carryOut(context, record.id, { driver: "cli" });
    expect(carried).toMatchObject({ kind: "ended", record: { state: { stage: "done", summary: "made" } } });
    expect(said).toContain("Another program drives operation m-1: following it");
  });

  it("takes over from a driver that falls silent while it is followed and no controller runs", async () => {
    const kubernetes = createFakeClient();
    await createRecord(kubernetes, { ...record, ...almostDone });
    const said: string[] = [];
    let lives = true;
    const report = ({ message }: Progress): void => {
      said.push(message);
      // Its last sign of life.
      if (lives && message.startsWith("Looking whether")) {
        lives = false;
        void write(kubernetes, running(7), almostDone);
      }
    };
    const context = testContext(kubernetes, { report });
    const carried = await carryOut(context, record.id, { driver: "cli" });
    expect(carried).toMatchObject({ kind: "ended", record: { state: { stage: "done" } } });
    expect(said).toContain("Another program drives operation m-1: following it");
    expect(said).toContain("Nobody drives operation m-1 any more: going on with it here");
  });
});
