import { describe, expect, it } from "vitest";
import type { BackupSet } from "../backup-set/backup-set.ts";
import { refuseStopping, stoppingChecks } from "./check.ts";
import { judgeCapacity, judgeQuota } from "./judge-capacity.ts";
import { judgeArtefact, judgeCounts, judgePhase } from "./judge-contents.ts";
import { judgeFinalizers, judgeNodeAgents, judgeStorageClasses } from "./judge-ground.ts";
import { judgeScope } from "./judge-scope.ts";
import { judgeVolumes } from "./judge-volumes.ts";
import type { LiveObject } from "./live-object.ts";

const subject = "guestbook";

function set(change: Partial<BackupSet>): BackupSet {
  const base = { origin: "holdfast", state: "complete", warnings: 0, errors: 0, problems: [], members: [] } as const;
  return { name: "s", scope: "partial", createdAt: "2026-11-20T00:00:00Z", instance: "here", ...base, ...change };
}

function holding(name: string, createdAt: string): BackupSet {
  const members = [
    { name: `${name}-guestbook`, part: { kind: "application", slug: subject }, stage: "completed" },
  ] as const;
  return set({ name, scope: "full", createdAt, members });
}

function ask(one: BackupSet, sets: readonly BackupSet[] = []) {
  return judgeScope({ set: one, slugs: [subject], instance: "here", sets });
}

describe("the scope of a backup", () => {
  it("refuses a partial backup of another installation and names the nearest full one", () => {
    const sets = [holding("old", "2026-11-01T00:00:00Z"), holding("near", "2026-11-19T23:00:00Z")];
    const check = ask(set({ instance: "there" }), sets);
    expect(check).toMatchObject({ result: "refused", remedy: expect.stringContaining("near") as unknown });
    expect(ask(set({ instance: "there" })).remedy).toMatch(/No full backup here holds guestbook/u);
  });

  it("takes a full backup of any installation, and says of a partial one that it is not for disaster recovery", () => {
    expect(ask(set({ scope: "full", instance: "there" })).result).toBe("passed");
    expect(ask(set({}))).toMatchObject({
      result: "passed",
      message: expect.stringContaining("not for disaster recovery") as unknown,
    });
  });
});

describe("a member's contents", () => {
  it("weak point 17: a backup that failed in part is refused until a person allows it, with what is missing", () => {
    const ended = { member: "m", phase: "PartiallyFailed", isComplete: false, missing: ["pod x: hook failed"] };
    const refused = judgePhase({ ...ended, allowPartiallyFailed: false });
    expect(refused).toMatchObject({ result: "refused", message: expect.stringContaining("hook failed") as unknown });
    expect(judgePhase({ ...ended, allowPartiallyFailed: true }).result).toBe("warning");
  });

  it("asks when the tarball holds less than Velero counted", () => {
    const nine = { member: "m", inTarball: 9, listed: 10, counted: 10, failed: 0 };
    expect(judgeCounts(nine).result).toBe("needs-acceptance");
    expect(judgeCounts({ ...nine, inTarball: 10, listed: undefined }).result).toBe("passed");
  });

  it("asks once for what failed: what Velero counted and could not back up is no further question", () => {
    const one = { member: "m", inTarball: 9, listed: 10, counted: 10, failed: 1 };
    expect(judgeCounts(one).result).toBe("passed");
    expect(judgeCounts({ ...one, inTarball: 8 }).result).toBe("needs-acceptance");
  });

  it("weak point 21: what cannot be read is never an empty list that looks clean", () => {
    const artefact = { member: "m", what: "list of warnings and errors", isNeeded: false };
    const reading = { kind: "unreadable", message: "the store does not answer" } as const;
    expect(judgeArtefact({ ...artefact, reading })).toMatchObject({
      result: "warning",
      message: expect.stringContaining("does not answer") as unknown,
    });
    expect(judgeArtefact({ ...artefact, isNeeded: true, reading: { kind: "absent" } }).result).toBe("refused");
  });
});

describe("the volumes of a backup", () => {
  const pod = { namespace: "guestbook", name: "db-0", isRunning: false, wanted: [{ volume: "data", claim: "data" }] };

  it("names a volume that was to be backed up and was not", () => {
    const [check] = judgeVolumes({ member: "m", volumes: [], pods: [pod], present: [] });
    expect(check).toMatchObject({
      result: "needs-acceptance",
      message: expect.stringContaining("was not running") as unknown,
    });
    const present = [{ namespace: "guestbook", name: "data" }];
    expect(judgeVolumes({ member: "m", volumes: [], pods: [pod], present })[0]?.result).toBe("warning");
  });

  it("finds it by its claim, whichever pod it was backed up with", () => {
    const volumes = [{ claim: { namespace: "guestbook", name: "data" }, outcome: "succeeded" }] as const;
    expect(judgeVolumes({ member: "m", volumes, pods: [pod], present: [] })).toMatchObject([{ result: "passed" }]);
  });
});

describe("the cluster that a backup comes back to", () => {
  it("asks for acceptance while a node agent is missing, and refuses when there is none", () => {
    const nodes = { subject, nodes: ["a", "b"], ready: 1, desired: 2 };
    expect(judgeNodeAgents({ ...nodes, agents: ["a"] })).toMatchObject({
      result: "needs-acceptance",
      message: expect.stringContaining("on b") as unknown,
    });
    expect(judgeNodeAgents({ ...nodes, agents: [], ready: 0 }).result).toBe("refused");
    expect(judgeNodeAgents({ ...nodes, agents: ["a", "b"] }).result).toBe("passed");
  });

  it("names a StorageClass that does not exist, unless Velero maps it to one that does", () => {
    const claims = [{ namespace: "n", name: "data", storageClass: "fast" }];
    const classes = [{ name: "standard", isDefault: true }];
    expect(judgeStorageClasses({ subject, claims, classes, mapping: {} }).result).toBe("needs-acceptance");
    expect(judgeStorageClasses({ subject, claims, classes, mapping: { fast: "standard" } }).result).toBe("passed");
    expect(judgeStorageClasses({ subject, claims, classes: undefined, mapping: {} }).result).toBe("unknown");
  });

  it("compares quotas and free storage where they can be read, and says unknown where not", () => {
    const needs = [{ namespace: "n", amounts: { "requests.storage": 20 } }];
    const quotas = [{ namespace: "n", name: "q", hard: { "requests.storage": 10, pods: 3 } }];
    expect(judgeQuota({ subject, quotas, needs }).result).toBe("needs-acceptance");
    expect(judgeQuota({ subject, quotas: undefined, needs }).result).toBe("unknown");
    const wanted = [{ storageClass: "fast", bytes: 10 }];
    expect(judgeCapacity({ subject, wanted, free: new Map([["fast", 9]]) }).result).toBe("needs-acceptance");
    expect(judgeCapacity({ subject, wanted, free: new Map() }).result).toBe("unknown");
  });

  it("refuses what is stuck on a finalizer, with the way out, and warns of finalizers that it does not know", () => {
    const base: LiveObject = {
      group: "db.example.com",
      version: "v1",
      kind: "Database",
      namespace: "n",
      name: "main",
      uid: "u",
      labels: {},
      owners: [],
    };
    const finalizers = ["db.example.com/cleanup"];
    const now = Date.parse("2026-11-21T00:10:00Z");
    const [warned] = judgeFinalizers({ subject, now, deleted: [{ ...base, finalizers }] });
    expect(warned).toMatchObject({ result: "warning", code: "finalizer-unknown" });
    const deletingSince = "2026-11-21T00:00:00Z";
    const [stuck] = judgeFinalizers({ subject, now, deleted: [{ ...base, finalizers, deletingSince }] });
    expect(stuck).toMatchObject({
      result: "refused",
      remedy: expect.stringContaining("kubectl -n n patch database.db.example.com main") as unknown,
    });
    const own = { ...base, finalizers: ["kubernetes.io/pvc-protection"] };
    expect(judgeFinalizers({ subject, now, deleted: [own] })[0]?.result).toBe("passed");
  });
});

describe("weak point 1: checks that stop a restore", () => {
  const asks = {
    code: "storage-full",
    subject,
    result: "needs-acceptance",
    message: "There is not enough storage",
  } as const;

  it("stop it before anything is changed, and tell how a person accepts", () => {
    expect(() => refuseStopping([asks], [])).toThrow(expect.objectContaining({ code: "checks-refused" }));
    expect(() => refuseStopping([asks], ["storage-full"])).not.toThrow();
  });

  it("cannot be accepted away when they refuse", () => {
    const refused = { ...asks, result: "refused" } as const;
    expect(stoppingChecks([refused], ["storage-full"])).toEqual([refused]);
  });
});
