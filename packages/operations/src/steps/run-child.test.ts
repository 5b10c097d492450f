import { Fault } from "@holdfast/domain";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { OnWrite, WriteHooks } from "../../test-support/watched-writes.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { Driver, OperationRecord } from "../records/operation-record.ts";
import { createRecord, readRecord, replaceRecord } from "../records/store-record.ts";
import { runChild } from "./run-child.ts";
import { runOperation } from "./run-operation.ts";
import { done } from "./step.ts";
import type { OperationDefinition, Step } from "./step.ts";

interface Words {
  readonly words: readonly string[];
}

interface Child {
  readonly word: string;
}

/** Writes a word once; "bad" cannot be written until somebody allows it. */
const write: Step<Child, null> = {
  name: "write",
  deadlineSeconds: 60,
  async run({ context, id, input }) {
    const name = { name: `${id}-word`, namespace: "words" };
    const allowed = await context.kubernetes.get(configMapType, { name: "allowed", namespace: "words" });
    if (input.word === "bad" && allowed === undefined) throw new Fault("restore-failed", "A bad word.");
    if ((await context.kubernetes.get(configMapType, name)) === undefined) {
      await context.kubernetes.create<ConfigMap>(configMapType, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: name,
      });
    }
    return done();
  },
};

const child: OperationDefinition<Child> = {
  kind: "word",
  steps: [write],
  describe: ({ word }) => `writing of ${word}`,
  locks: () => [{ kind: "application", slug: "guestbook" }],
  summary: ({ input }) => `${input.word} is written`,
};

const subject = { kind: "application", slug: "guestbook" } as const;

const writeAll: Step<Words, readonly string[]> = {
  name: "children",
  deadlineSeconds: 600,
  async run(job, signal) {
    const ends: string[] = [];
    for (const word of job.input.words) {
      const record = await runChild(
        job,
        { definition: child, id: `${job.id}-${word}`, subject, input: { word } },
        signal,
      );
      ends.push(record.state.stage === "done" ? record.state.summary : record.state.stage);
    }
    return done(ends);
  },
};

const parent: OperationDefinition<Words> = {
  kind: "words",
  steps: [writeAll],
  describe: () => "writing of words",
  locks: () => [subject],
  summary: (job) => job.resultOf(writeAll).join(", "),
};

function recordOf(words: readonly string[]): OperationRecord {
  return {
    schema: recordSchema,
    id: "op1",
    kind: "words",
    subject,
    root: "op1",
    requestedBy: "anna",
    createdAt: "2026-01-01T00:00:00.000Z",
    input: { words },
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  };
}

let drivers = 0;
function newDriver(): Driver {
  drivers += 1;
  return { id: `driver-${drivers}`, role: "cli", host: "here" };
}

class Killed extends Error {}

async function drive(cluster: KubernetesClient, words: readonly string[], hooks: WriteHooks = {}) {
  const context = testContext(watchWrites(cluster, hooks));
  const stored = await createRecord(context.kubernetes, recordOf(words));
  return runOperation(context, parent, stored, newDriver());
}

/** Names and ends, without what differs from run to run by nature. */
async function endState(cluster: KubernetesClient): Promise<unknown> {
  const objects = await cluster.listAll<ConfigMap>(configMapType);
  return objects.map(({ metadata, data }) => {
    const text = data?.["record"];
    const state = text === undefined ? undefined : (JSON.parse(text) as OperationRecord).state;
    return { name: metadata.name, summary: state?.stage === "done" ? state.summary : state?.stage };
  });
}

describe("runChild", () => {
  it("drives children under the parent's lock and in the name of who asked", async () => {
    const cluster = createFakeClient();
    expect(await drive(cluster, ["one", "two"])).toMatchObject({
      kind: "done",
      record: { state: { summary: "one is written, two is written" } },
    });
    const { record } = await readRecord(cluster, "op1-one");
    expect(record).toMatchObject({ root: "op1", parent: { id: "op1", epoch: 1 }, requestedBy: "anna", kind: "word" });
    expect(await listLocks(cluster)).toEqual([]);
  });

  it.each(["before", "after"] as const)(
    "ends the same when the driver dies %s any write of parent or child",
    async (when) => {
      const undisturbed = createFakeClient();
      const words = ["one", "two"];
      const writes: string[] = [];
      await drive(undisturbed, words, { [when]: (text: string) => void writes.push(text) });
      expect(writes.length).toBeGreaterThan(12);
      for (let death = 0; death < writes.length; death += 1) {
        const cluster = createFakeClient();
        let left = death;
        const dies: OnWrite = () => {
          if (left-- <= 0) throw new Killed();
        };
        await expect(drive(cluster, words, { [when]: dies }), `death ${when} write ${death}`).rejects.toThrow(Killed);
        expect(await drive(cluster, words), `resumed after write ${death}`).toMatchObject({ kind: "done" });
        expect(await endState(cluster), `end after death ${when} write ${death}`).toEqual(await endState(undisturbed));
      }
    },
  );

  it("fails the parent with the child's Fault, and a resumed parent tries the child again and no finished one", async () => {
    const cluster = createFakeClient();
    const failed = await drive(cluster, ["one", "bad"]);
    expect(failed).toMatchObject({ kind: "failed", fault: { code: "restore-failed" } });
    const first = await readRecord(cluster, "op1-one");
    const metadata = { name: "allowed", namespace: "words" };
    await cluster.create<ConfigMap>(configMapType, { apiVersion: "v1", kind: "ConfigMap", metadata });
    expect(await drive(cluster, ["one", "bad"])).toMatchObject({ kind: "done" });
    expect((await readRecord(cluster, "op1-one")).resourceVersion).toBe(first.resourceVersion);
    expect((await readRecord(cluster, "op1-bad")).record.state).toMatchObject({ stage: "done" });
  });

  it("refuses a record of that id that is no child of this parent", async () => {
    const cluster = createFakeClient();
    await createRecord(cluster, { ...recordOf([]), id: "op1-one", kind: "word", root: "op1-one" });
    expect(await drive(cluster, ["one"])).toMatchObject({ kind: "failed", fault: { code: "already-exists" } });
  });

  it("is not taken back by a former driver of the parent that wakes", async () => {
    const cluster = createFakeClient();
    await drive(cluster, ["bad"]);
    const stored = await readRecord(cluster, "op1-bad");
    await replaceRecord(cluster, { ...stored, record: { ...stored.record, parent: { id: "op1", epoch: 5 } } });
    await expect(drive(cluster, ["bad"])).rejects.toMatchObject({ code: "lost-record" });
  });

  it("lets go of the child when the program is stopped, and goes on with it afterwards", async () => {
    const cluster = createFakeClient();
    const stop = new AbortController();
    const kubernetes = watchWrites(cluster, {
      after: () => void (stop.signal.aborted || stop.abort(new Error("Ctrl-C"))),
      before: () => undefined,
    });
    const context = testContext(kubernetes, { signal: stop.signal });
    const stored = await createRecord(cluster, recordOf(["one"]));
    expect(await runOperation(context, parent, stored, newDriver())).toMatchObject({ kind: "stopped" });
    expect(await drive(cluster, ["one"])).toMatchObject({ kind: "done" });
  });
});
