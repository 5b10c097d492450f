import { describe, expect, it } from "vitest";
import { decideStops } from "./claim-users.ts";
import type { ObservedWorkload } from "./claim-users.ts";

function workload(
  kind: ObservedWorkload["kind"],
  name: string,
  more: Partial<ObservedWorkload> = {},
): ObservedWorkload {
  return { kind, name, uid: `uid-${name}`, replicas: 1, mounts: false, losesClaims: false, ...more };
}

function owner(of: ObservedWorkload) {
  return { owner: { kind: of.kind, name: of.name, uid: of.uid } };
}

const web = workload("Deployment", "web", { replicas: 3 });
const revision = workload("ReplicaSet", "web-1", { replicas: 3, ...owner(web) });

describe("who is stopped while a claim is filled", () => {
  it("is the Deployment above the ReplicaSet of a pod, once, with its replicas", () => {
    const pods = [
      { name: "web-1-a", ...owner(revision) },
      { name: "web-1-b", ...owner(revision) },
    ];
    expect(decideStops({ workloads: [web, revision], pods })).toEqual({
      kind: "possible",
      stops: [{ kind: "Deployment", name: "web", uid: "uid-web", replicas: 3 }],
    });
  });

  it("is a workload without pods when its template mounts the claim, unless it is at zero already", () => {
    const database = workload("StatefulSet", "database", { mounts: true });
    const stopped = workload("Deployment", "stopped", { mounts: true, replicas: 0 });
    const decision = decideStops({ workloads: [database, stopped], pods: [] });
    expect(decision).toMatchObject({ kind: "possible", stops: [{ name: "database" }] });
  });

  it("is nobody when nothing mounts it", () => {
    expect(decideStops({ workloads: [web, revision], pods: [] })).toEqual({ kind: "possible", stops: [] });
  });
});

describe("a claim is not restored alone", () => {
  const daemon = workload("DaemonSet", "agent", { mounts: true });
  const cron = workload("CronJob", "nightly");
  const job = workload("Job", "nightly-1", { mounts: true, ...owner(cron) });
  const operated = workload("StatefulSet", "db", { mounts: true, owner: { kind: "Postgres", name: "db", uid: "p" } });
  const losing = workload("StatefulSet", "cache", { mounts: true, losesClaims: true });
  it.each([
    ["a pod without a workload", { workloads: [], pods: [{ name: "shell" }] }, /Pod shell .* no workload/u],
    ["a DaemonSet", { workloads: [daemon], pods: [] }, /DaemonSet agent/u],
    ["a Job that runs, also one of a CronJob", { workloads: [cron, job], pods: [] }, /Job nightly-1 .* not ended/u],
    ["what an operator keeps", { workloads: [operated], pods: [] }, /belongs to Postgres db/u],
    ["a StatefulSet that loses its claims", { workloads: [losing], pods: [] }, /StatefulSet cache/u],
  ])("while %s uses it", (_what, observed, reason) => {
    const decision = decideStops(observed);
    expect(decision).toMatchObject({ kind: "refused", reasons: [expect.stringMatching(reason)] });
  });
});
