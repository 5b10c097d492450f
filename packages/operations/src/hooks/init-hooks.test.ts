import type { HookRun } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { veleroApiVersion } from "@holdfast/velero";
import type { Restore } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { together } from "../restores/restore-hooks.ts";
import { readInitHooks } from "./init-hooks.ts";

const restore: Restore = {
  apiVersion: veleroApiVersion,
  kind: "Restore",
  metadata: { name: "r-1", namespace: "velero" },
  spec: { hooks: { resources: [{ name: "h", postHooks: [{ init: { initContainers: [{ name: "prepare" }] } }] }] } },
};

interface InitState {
  readonly name: string;
  readonly state: object;
}

function pod(annotations: Readonly<Record<string, string>>, states: readonly InitState[]): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "db-0", namespace: "shop", annotations, labels: { "velero.io/restore-name": "r-1" } },
    spec: { initContainers: states.map(({ name }) => ({ name, command: ["sh", "-c", name] })) },
    status: { initContainerStatuses: states },
  } as KubernetesObject;
}

async function* said(...lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

async function read(object: KubernetesObject) {
  const calls = { logs: () => said("one", "two") };
  const found = await readInitHooks(testContext(createFakeClient({ objects: [object], calls })), restore);
  return found.kind === "known" ? found.value : found;
}

const times = { startedAt: "2026-01-01T00:00:00Z", finishedAt: "2026-01-01T00:00:05Z" };

const listAll = () =>
  Promise.reject(new ApiError({ status: 403, reason: "Forbidden", request: "list pods", message: "no" }));

describe("the init containers of a restore's hooks", () => {
  it("are told with exit code, times and output, and no other init container is", async () => {
    const states = [
      { name: "restore-wait", state: { terminated: { exitCode: 0, ...times } } },
      { name: "prepare", state: { terminated: { exitCode: 3, reason: "Error", ...times } } },
    ];
    expect(await read(pod({}, states))).toEqual([
      {
        kind: "restore-init",
        source: "spec",
        name: "prepare",
        place: { kind: "pod", namespace: "shop", pod: "db-0" },
        container: "prepare",
        command: "[sh -c prepare]",
        startedAt: times.startedAt,
        endedAt: times.finishedAt,
        output: { kind: "merged", text: "one\ntwo" },
        outcome: { kind: "failed", exitCode: 3, error: "Error, exit code 3" },
      },
    ]);
  });

  it("of an annotation have the name that it gives, or that Velero makes up", async () => {
    const image = { "init.hook.restore.velero.io/container-image": "example.com/a:1" };
    const name = { "init.hook.restore.velero.io/container-name": "mine" };
    const states = [
      { name: "mine", state: { running: { startedAt: times.startedAt } } },
      { name: "velero-restore-init-1a2b", state: { waiting: { reason: "PodInitializing" } } },
    ];
    expect(await read(pod({ ...image, ...name }, states))).toMatchObject([
      { name: "mine", source: "annotation", outcome: { kind: "unfinished" } },
    ]);
    expect(await read(pod(image, states))).toMatchObject([
      { name: "velero-restore-init-1a2b", output: { kind: "missing", reason: "it has not started" } },
    ]);
  });

  it("are unknown to whoever may not list the pods, also beside hooks that are known", async () => {
    const init = await readInitHooks(testContext({ ...createFakeClient(), listAll }), restore);
    expect(init).toMatchObject({ kind: "unknown" });
    expect(together(init, { kind: "known", value: [] })).toEqual(init);
    const executed: HookRun = {
      kind: "restore-exec",
      source: "spec",
      name: "load",
      place: { kind: "pod", namespace: "shop", pod: "db-0" },
      output: { kind: "missing", reason: "m" },
      outcome: { kind: "succeeded" },
    };
    expect(together(init, { kind: "known", value: [executed] })).toMatchObject({
      value: [{ name: "(init containers)", outcome: { kind: "unfinished" } }, { name: "load" }],
    });
  });
});
