import { describe, expect, it } from "vitest";
import { planHooks } from "./plan-hooks.ts";
import type { RunningPod } from "./plan-hooks.ts";

const pod: RunningPod = {
  namespace: "shop",
  name: "db-0",
  labels: { app: "db" },
  annotations: {},
  containers: ["db", "sidecar"],
};
const none = { backup: [], restore: [] };

const freeze = {
  name: "freeze",
  labelSelector: { matchLabels: { app: "db" } },
  pre: [
    { exec: { command: ["lock"], onError: "Fail" as const, timeout: "1m30s" } },
    { exec: { command: ["sync"], container: "sidecar" } },
  ],
  post: [{ exec: { command: ["unlock"] } }],
};

describe("the hooks of a pod", () => {
  it("are those of the Backup that select it, in the first container for 30 seconds unless they say more", () => {
    const { pre, post } = planHooks(pod, { ...none, backup: [freeze] });
    expect(pre).toMatchObject([
      { name: "freeze", container: "db", command: ["lock"], timeoutSeconds: 90, endsThePod: true },
      { container: "sidecar", command: ["sync"], timeoutSeconds: 30, endsThePod: false },
    ]);
    expect(post).toMatchObject([{ command: ["unlock"] }]);
    expect(planHooks({ ...pod, labels: {} }, { ...none, backup: [freeze] })).toMatchObject({ pre: [], post: [] });
  });

  it("are those of its annotations instead, for each phase by itself", () => {
    const annotations = {
      "pre.hook.backup.velero.io/command": '["sh", "-c", "dump"]',
      "pre.hook.backup.velero.io/container": "sidecar",
      "pre.hook.backup.velero.io/timeout": "5m",
    };
    const { pre, post } = planHooks({ ...pod, annotations }, { ...none, backup: [freeze] });
    expect(pre).toMatchObject([
      { source: "annotation", container: "sidecar", command: ["sh", "-c", "dump"], timeoutSeconds: 300 },
    ]);
    expect(post).toMatchObject([{ source: "spec" }]);
  });

  it("are one word without a shell when the annotation is no list", () => {
    const annotations = { "hook.backup.velero.io/command": "fsfreeze -f /data" };
    expect(planHooks({ ...pod, annotations }, none).pre).toMatchObject([{ command: ["fsfreeze -f /data"] }]);
  });

  it("of a restore are apart, and its init containers are named", () => {
    const annotations = {
      "post.hook.restore.velero.io/command": "load",
      "post.hook.restore.velero.io/exec-timeout": "2m",
    };
    const init = { name: "i", postHooks: [{ init: { initContainers: [{ name: "prepare" }] } }] };
    const planned = planHooks({ ...pod, annotations }, { backup: [], restore: [init] });
    expect(planned).toMatchObject({
      restore: [{ kind: "restore-exec", command: ["load"], timeoutSeconds: 120 }],
      initContainers: ["prepare"],
    });
  });
});
