import type { ChangeView } from "@holdfast/api";
import { labels, operationsNamespace } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import type { ConfigMap, Context, OperationRecord, OperationState } from "@holdfast/operations";
import { afterEach, expect, it } from "vitest";
import { createChangeHub } from "./change-hub.ts";
import { followOperations } from "./follow-operations.ts";

let stop = new AbortController();

afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

const at = "2026-06-15T12:00:00Z";

function objectOf(state: OperationState, steps: readonly string[] = []): ConfigMap {
  const record: OperationRecord = {
    schema: 1,
    id: "o-1",
    kind: "backup",
    subject: { kind: "instance" },
    root: "o-1",
    requestedBy: "tester",
    createdAt: at,
    input: {},
    epoch: 1,
    journal: steps.map((step) => ({ step, startedAt: at, endedAt: at, result: null })),
    state,
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "operation-o-1", namespace: operationsNamespace, labels: { [labels.record]: "operation" } },
    data: { record: JSON.stringify(record) },
  };
}

function running(beat: number): OperationState {
  const driver = { id: "d", role: "controller", host: "h" } as const;
  return { stage: "running", step: "wait", startedAt: at, driver, beat, progress: { message: "It runs." } };
}

/** Collects what a reader is told, one message for each change: nothing is merged in this test's pace. */
function collect(changes: AsyncIterable<ChangeView>): ChangeView[] {
  const told: ChangeView[] = [];
  void (async () => {
    for await (const change of changes) told.push(change);
  })();
  return told;
}

it("tells pages of each sign of life of an operation, and the server only of what the work has come to", async () => {
  const kubernetes = createFakeClient({ objects: [objectOf({ stage: "pending" })] });
  const clock: Context["clock"] = { now: () => Date.parse(at), sleep: () => new Promise(() => undefined) };
  const hub = createChangeHub(() => Promise.resolve());
  const pages = collect(hub.subscribe(stop.signal));
  const server = collect(hub.subscribe(stop.signal, "server"));
  const operations = followOperations(
    {
      kubernetes,
      clock,
      randomId: (length) => "0".repeat(length),
      requestedBy: "controller",
      version: "0.1.0",
      consoleNamespace: "holdfast",
      signal: stop.signal,
      report: () => undefined,
    },
    hub,
  );
  await operations.store.ready;
  await expect.poll(() => pages.length).toBe(1);
  const states: readonly (readonly [OperationState, readonly string[]])[] = [
    [running(1), []],
    [running(2), []],
    [running(3), []],
    [running(4), ["begin"]],
    [{ stage: "done", at, summary: "Done." }, ["begin"]],
  ];
  for (const [state, steps] of states) {
    const before = pages.length;
    await kubernetes.replace<ConfigMap>(configMaps, objectOf(state, steps));
    await expect.poll(() => pages.length).toBe(before + 1);
  }
  // It is there, it runs, its next step, and done; the two further signs of life are for pages alone.
  await expect.poll(() => server.length).toBe(4);
  await kubernetes.delete(configMaps, { name: "operation-o-1", namespace: operationsNamespace });
  await expect.poll(() => server.length).toBe(5);
  expect(pages).toHaveLength(7);
});
