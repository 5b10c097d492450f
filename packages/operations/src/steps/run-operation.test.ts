import { Fault } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { OnWrite, WriteHooks } from "../../test-support/watched-writes.ts";
import { testContext } from "../../test-support/test-context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { listLocks, releaseLock, takeLock } from "../locks/hold-lock.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { Driver, OperationRecord } from "../records/operation-record.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { createRecord, readRecord, replaceRecord } from "../records/store-record.ts";
import { holdRecord } from "./record-handle.ts";
import { runOperation } from "./run-operation.ts";
import { done } from "./step.ts";
import type { OperationDefinition, Step } from "./step.ts";

interface Input {
  readonly words: readonly string[];
}

const count: Step<Input, number> = {
  name: "count",
  deadlineSeconds: 60,
  run: async (job) => done(job.input.words.length),
};

/** Writes each word once, under a name that derives from the operation. */
const write: Step<Input, null> = {
  name: "write",
  deadlineSeconds: 60,
  async run(job) {
    for (const word of job.input.words) {
      const name = { name: `${job.id}-${word}`, namespace: "words" };
      if ((await job.context.kubernetes.get(configMapType, name)) !== undefined) continue;
      await job.context.kubernetes.create<ConfigMap>(configMapType, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: name,
      });
    }
    return done();
  },
};

const look: Step<Input, number> = {
  name: "look",
  deadlineSeconds: 60,
  retryFrom: "write",
  async run(job) {
    const found = await job.context.kubernetes.listAll(configMapType, { namespace: "words" });
    if (found.length < job.resultOf(count)) throw new Fault("restore-failed", "Words are missing.");
    return done(found.length);
  },
};

const definition: OperationDefinition<Input> = {
  kind: "writing",
  steps: [count, write, look],
  describe: () => "writing of words",
  locks: (job) => (job.hasResult(write) ? [] : [{ kind: "application", slug: "guestbook" }]),
  summary: (job) => `${job.resultOf(look)} words`,
};

const record: OperationRecord = {
  schema: recordSchema,
  id: "op1",
  kind: "writing",
  subject: { kind: "application", slug: "guestbook" },
  root: "op1",
  requestedBy: "tester",
  createdAt: "2026-01-01T00:00:00.000Z",
  input: { words: ["one", "two", "three"] },
  epoch: 0,
  journal: [],
  state: { stage: "pending" },
};

const guestbook = { kind: "application", slug: "guestbook" } as const;

let drivers = 0;
function newDriver(): Driver {
  drivers += 1;
  return { id: `driver-${drivers}`, role: "cli", host: "here" };
}

class Killed extends Error {}

async function drive(cluster: KubernetesClient, hooks: WriteHooks = {}): Promise<string> {
  const context = testContext(watchWrites(cluster, hooks));
  const stored = await createRecord(context.kubernetes, record);
  const outcome = await runOperation(context, definition, stored, newDriver());
  return outcome.kind;
}

/** Everything but what differs from run to run by nature: versions, uids, epochs and times. */
async function endState(cluster: KubernetesClient): Promise<unknown> {
  const objects = await cluster.listAll<ConfigMap>(configMapType);
  return objects.map(({ metadata, data }) => {
    const text = data?.["record"];
    const state = text === undefined ? undefined : (JSON.parse(text) as OperationRecord).state;
    return { name: metadata.name, summary: state?.stage === "done" ? state.summary : state?.stage };
  });
}

describe("runOperation", () => {
  it("runs the steps in order, hands results on, and leaves neither lock nor results behind", async () => {
    const cluster = createFakeClient();
    expect(await drive(cluster)).toBe("done");
    const { record: end } = await readRecord(cluster, "op1");
    expect(end.state).toMatchObject({ stage: "done", summary: "3 words" });
    expect(end.journal.map((entry) => entry.step)).toEqual(["count", "write", "look"]);
    expect(await listLocks(cluster)).toEqual([]);
  });

  it.each(["before", "after"] as const)(
    "ends in the same state when the driver dies %s any of its writes",
    async (when) => {
      const undisturbed = createFakeClient();
      const writes: string[] = [];
      await drive(undisturbed, { [when]: (text: string) => void writes.push(text) });
      expect(writes.length).toBeGreaterThan(8);
      for (let death = 0; death < writes.length; death += 1) {
        const cluster = createFakeClient();
        let left = death;
        const dies: OnWrite = () => {
          if (left-- <= 0) throw new Killed();
        };
        await expect(drive(cluster, { [when]: dies }), `death ${when} write ${death}`).rejects.toThrow(Killed);
        expect(await drive(cluster), `resumed after write ${death}`).toBe("done");
        expect(await endState(cluster), `end after death ${when} write ${death}`).toEqual(await endState(undisturbed));
      }
    },
  );

  it("lets only one of two drivers go on", async () => {
    const cluster = createFakeClient();
    const stored = await createRecord(cluster, record);
    const run = (): Promise<unknown> => runOperation(testContext(cluster), definition, stored, newDriver());
    const outcomes = await Promise.allSettled([run(), run()]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = outcomes.find((one) => one.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "lost-record" });
  });

  it("stops a driver whose record was taken over between two steps", async () => {
    const cluster = createFakeClient();
    const rude: Step<Input, null> = {
      name: "count",
      deadlineSeconds: 60,
      async run(job) {
        const stored = await readRecord(cluster, job.id);
        await holdRecord(cluster, stored, newDriver());
        return done();
      },
    };
    const context = testContext(cluster);
    const stored = await createRecord(context.kubernetes, record);
    const stolen = runOperation(context, { ...definition, steps: [rude, write] }, stored, newDriver());
    await expect(stolen).rejects.toMatchObject({ code: "lost-record" });
  });

  it("keeps a step's Fault in the record, releases the locks, and goes back where the step says when resumed", async () => {
    const cluster = createFakeClient();
    const forgetful: Step<Input, null> = { ...write, run: async () => done() };
    const context = testContext(cluster);
    const stored = await createRecord(context.kubernetes, record);
    const failed = await runOperation(context, { ...definition, steps: [count, forgetful, look] }, stored, newDriver());
    expect(failed).toMatchObject({ kind: "failed", fault: { code: "restore-failed" } });
    expect(failed.record.state).toMatchObject({ stage: "failed", step: "look" });
    expect(await listLocks(cluster)).toEqual([]);
    expect(await drive(cluster)).toBe("done");
  });

  it("keeps what its kind says locked when it failed, against others and not against itself", async () => {
    const cluster = createFakeClient();
    const forgetful: Step<Input, null> = { ...write, run: async () => done() };
    const holding: OperationDefinition<Input> = {
      ...definition,
      steps: [count, forgetful, look],
      locks: () => [guestbook],
      locksAfterFailure: () => [guestbook],
    };
    const stored = await createRecord(cluster, record);
    const failed = await runOperation(testContext(cluster), holding, stored, newDriver());
    expect(failed.record.state).toMatchObject({ stage: "failed", holds: [guestbook] });
    const other = { work: "backup", requestedBy: "other", keptBy: "record", takenAt: record.createdAt } as const;
    await expect(takeLock(testContext(cluster), guestbook, { ...other, root: "op2" })).rejects.toMatchObject({
      code: "locked",
    });
    const undoing = { ...other, root: "op3", insteadOf: "op1" };
    expect(await takeLock(testContext(cluster), guestbook, undoing)).toMatchObject({ kind: "taken" });
    await releaseLock(cluster, guestbook, "op3");
    expect(await drive(cluster)).toBe("done");
    expect(await listLocks(cluster)).toEqual([]);
  });

  it("hands what a long step saved to the next driver, and frees what that step no longer needs at once", async () => {
    const cluster = createFakeClient();
    const seen: unknown[] = [];
    const long: Step<Input, number> = {
      ...count,
      async run(job) {
        seen.push(job.soFar(long));
        if (job.soFar(long) === undefined) {
          await job.saveSoFar(long, 1);
          expect(await listLocks(cluster)).toEqual([]);
          throw new Killed();
        }
        return done(3);
      },
    };
    const saving: OperationDefinition<Input> = {
      ...definition,
      steps: [long],
      locks: (job) => (job.soFar(long) === 1 ? [] : [guestbook]),
      summary: (job) => `${job.resultOf(long)} words`,
    };
    const run = async () =>
      runOperation(testContext(cluster), saving, await createRecord(cluster, record), newDriver());
    await expect(run()).rejects.toThrow(Killed);
    expect(await run()).toMatchObject({ kind: "done", record: { state: { summary: "3 words" } } });
    expect(seen).toEqual([undefined, 1]);
  });

  it("takes back instead of going on once it is to be cancelled, whichever driver dies at it", async () => {
    const cluster = createFakeClient();
    let tries = 0;
    const cancellable: OperationDefinition<Input> = {
      ...definition,
      cancellation: {
        refuse: () => undefined,
        async takeBack() {
          tries += 1;
          if (tries === 1) throw new Killed();
          return done("nothing was written");
        },
      },
    };
    await createRecord(cluster, record);
    const cancel = { by: "anna", at: record.createdAt, wasDriven: false };
    const stored = await readRecord(cluster, "op1");
    await replaceRecord(cluster, { ...stored, record: { ...stored.record, cancel } });
    const run = async () =>
      runOperation(testContext(cluster), cancellable, await readRecord(cluster, "op1"), newDriver());
    await expect(run()).rejects.toThrow(Killed);
    expect(await run()).toMatchObject({ record: { state: { stage: "cancelled", by: "anna" }, journal: [] } });
    expect(await cluster.listAll(configMapType, { namespace: "words" })).toEqual([]);
  });

  it("rides out an API server that does not answer for a while", async () => {
    const cluster = createFakeClient();
    let calls = 0;
    const flaky: OnWrite = () => {
      calls += 1;
      if (calls % 2 === 0) throw unreachable();
    };
    const context = testContext(watchWrites(cluster, { before: flaky }));
    const stored = await createRecord(cluster, record);
    expect((await runOperation(context, definition, stored, newDriver())).kind).toBe("done");
  });

  it("runs a step again that met an object which somebody else had written", async () => {
    const cluster = createFakeClient();
    const conflict = new ApiError({ message: "modified", status: 409, reason: "Conflict", request: "replace secret" });
    const meets = [conflict, fromApiError(conflict)];
    const rewriting: Step<Input, null> = {
      ...write,
      run: async () => {
        const met = meets.shift();
        if (met !== undefined) throw met;
        return done();
      },
    };
    const stored = await createRecord(cluster, record);
    const short = { ...definition, steps: [count, rewriting], summary: () => "written" };
    expect(await runOperation(testContext(cluster), short, stored, newDriver())).toMatchObject({ kind: "done" });
    expect(meets).toEqual([]);
  });

  it("names the step and what it waited for when a deadline passes, with signs of life while it waits", async () => {
    const cluster = createFakeClient();
    const beats: string[] = [];
    const endless: Step<Input, null> = {
      name: "look",
      deadlineSeconds: 60,
      run(job, signal) {
        job.report({ message: "Waiting for Godot" });
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
      },
    };
    const context = testContext(watchWrites(cluster, { before: (text) => void beats.push(text) }));
    const stored = await createRecord(context.kubernetes, record);
    const outcome = await runOperation(context, { ...definition, steps: [count, endless] }, stored, newDriver());
    expect(outcome).toMatchObject({ kind: "failed", fault: { code: "deadline-passed" } });
    expect(outcome.kind === "failed" && outcome.fault.details.reason).toContain("Waiting for Godot");
    expect(beats.filter((text) => text === "replace ConfigMap").length).toBeGreaterThan(6);
  });

  it("records the step that ended and lets go of the record when it is stopped", async () => {
    const cluster = createFakeClient();
    const stop = new AbortController();
    const stopping: Step<Input, number> = {
      ...count,
      async run(job) {
        stop.abort(new Error("Ctrl-C"));
        return done(job.input.words.length);
      },
    };
    const context = testContext(cluster, { signal: stop.signal });
    const stored = await createRecord(context.kubernetes, record);
    const outcome = await runOperation(context, { ...definition, steps: [stopping, write, look] }, stored, newDriver());
    expect(outcome.kind).toBe("stopped");
    expect(outcome.record.journal.map((entry) => entry.step)).toEqual(["count"]);
    expect(await drive(cluster)).toBe("done");
  });
});

function unreachable(): ApiError {
  return new ApiError({ message: "connection refused", status: 0, reason: "Unreachable", request: "replace" });
}
