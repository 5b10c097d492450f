import type { PodHooks, PlannedHook } from "@holdfast/domain";
import type { ExecRequest, ExecResult } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { testPod } from "./test-hooks.ts";

const pod = { namespace: "shop", name: "db-0", labels: {}, annotations: {}, containers: ["db"] };

function hook(kind: PlannedHook["kind"], word: string, more: Partial<PlannedHook> = {}): PlannedHook {
  const base = { source: "spec", name: "h", container: "db", timeoutSeconds: 30, endsThePod: false } as const;
  return { ...base, kind, command: [word], ...more };
}

const hooks: PodHooks = {
  pod,
  pre: [hook("pre", "lock"), hook("pre", "dump")],
  post: [hook("post", "unlock")],
  restore: [hook("restore-exec", "load")],
  initContainers: [],
};

function result(exitCode: number, stdout = ""): ExecResult {
  return { exitCode, stdout: Buffer.from(stdout), stderr: new Uint8Array() };
}

/** Runs in a pod whose commands end as `exec` says; the words that were run are in `ran`. */
async function run(
  planned: PodHooks,
  exec: (word: string, request: ExecRequest) => Promise<ExecResult> | ExecResult,
  { restoreHooks = false, signal = new AbortController().signal } = {},
) {
  const ran: string[] = [];
  const calls = {
    exec: async (request: ExecRequest) => {
      const [word = ""] = request.command;
      ran.push(word);
      return exec(word, request);
    },
  };
  const context = testContext(createFakeClient({ calls }));
  const runs = await testPod(context, { hooks: planned, restoreHooks }, signal);
  return { ran, outcomes: runs.map(({ outcome }) => outcome.kind), runs };
}

describe("the test of a pod's hooks", () => {
  it("runs pre hooks, then post hooks, and no restore hooks", async () => {
    const { ran, runs } = await run(hooks, (word) => result(0, `did ${word}`));
    expect(ran).toEqual(["lock", "dump", "unlock"]);
    expect(runs[0]).toMatchObject({
      kind: "pre",
      place: { kind: "pod", namespace: "shop", pod: "db-0" },
      output: { kind: "known", stdout: "did lock" },
      outcome: { kind: "succeeded" },
    });
  });

  it("runs restore hooks last when they are asked for", async () => {
    const { ran } = await run(hooks, () => result(0), { restoreHooks: true });
    expect(ran).toEqual(["lock", "dump", "unlock", "load"]);
  });

  it("runs the post hooks when a pre hook fails", async () => {
    const { ran, outcomes } = await run(hooks, (word) => result(word === "dump" ? 3 : 0));
    expect(ran).toEqual(["lock", "dump", "unlock"]);
    expect(outcomes).toEqual(["succeeded", "failed", "succeeded"]);
  });

  it("runs the post hooks when the connection breaks in a pre hook", async () => {
    const { ran, runs } = await run(hooks, (word) => {
      if (word === "dump") throw new Error("socket hang up");
      return result(0);
    });
    expect(ran).toEqual(["lock", "dump", "unlock"]);
    expect(runs[1]).toMatchObject({ outcome: { kind: "failed", error: "socket hang up" } });
  });

  it("leaves out what follows a failure with onError Fail, except the post hooks", async () => {
    const failing = { ...hooks, pre: [hook("pre", "lock", { endsThePod: true }), hook("pre", "dump")] };
    const { ran, outcomes } = await run(failing, (word) => result(word === "lock" ? 1 : 0));
    expect(ran).toEqual(["lock", "unlock"]);
    expect(outcomes).toEqual(["failed", "not-run", "succeeded"]);
  });

  it("runs the post hooks when a person ends it in the middle of a pre hook", async () => {
    const interrupt = new AbortController();
    const { ran, outcomes } = await run(
      hooks,
      (word, { signal }) => {
        if (word !== "lock") return result(0);
        interrupt.abort(new Error("Ctrl-C"));
        signal?.throwIfAborted();
        return result(0);
      },
      { signal: interrupt.signal, restoreHooks: true },
    );
    expect(ran).toEqual(["lock", "unlock"]);
    expect(outcomes).toEqual(["failed", "not-run", "succeeded", "not-run"]);
  });

  it("says of a hook that takes too long that it may still run", async () => {
    const slow = { ...hooks, pre: [hook("pre", "sleep", { timeoutSeconds: 0.05 })] };
    const { runs } = await run(slow, async (word, { signal }) => {
      if (word !== "sleep") return result(0);
      return new Promise<ExecResult>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      });
    });
    expect(runs.map(({ outcome }) => outcome)).toMatchObject([
      { kind: "timed-out", error: expect.stringContaining("may still run") as string },
      { kind: "succeeded" },
    ]);
  });

  it("does not begin a hook of a container that the pod has not", async () => {
    const { ran, outcomes } = await run({ ...hooks, pre: [hook("pre", "lock", { container: "gone" })] }, () =>
      result(0),
    );
    expect(ran).toEqual(["unlock"]);
    expect(outcomes).toEqual(["not-run", "succeeded"]);
  });
});
