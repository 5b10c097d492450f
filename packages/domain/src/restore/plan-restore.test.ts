import { describe, expect, it } from "vitest";
import { deletionGroups } from "./deletion-groups.ts";
import type { LiveObject } from "./live-object.ts";
import { planRestore } from "./plan-restore.ts";

const base = {
  backup: { set: "s", name: "s-guestbook", uid: "b1" },
  slug: "guestbook",
  namespaces: ["guestbook"],
  findLeftOut: () => undefined,
};

function object(kind: string, name: string, change: Partial<LiveObject> = {}): LiveObject {
  return {
    group: "",
    version: "v1",
    kind,
    namespace: "guestbook",
    name,
    uid: `${kind}-${name}`,
    labels: {},
    owners: [],
    ...change,
  };
}

function plan(objects: readonly LiveObject[], covered: readonly string[] = []) {
  return planRestore({ ...base, objects, covered: covered.map((name) => ({ namespace: "guestbook", name })) });
}

describe("planRestore", () => {
  it("wipes only claims whose data the backup holds, and names the others", () => {
    const made = plan([object("PersistentVolumeClaim", "data"), object("PersistentVolumeClaim", "cache")], ["data"]);
    expect(made.wipes.map((one) => one.name)).toEqual(["data"]);
    expect(made.keeps).toMatchObject([
      { name: "cache", reason: "this backup does not hold its data; it stays as it is" },
    ]);
  });

  it("refuses when deleting an owner would take a claim along that the backup does not hold", () => {
    const set = object("StatefulSet", "db", { group: "apps" });
    const claim = object("PersistentVolumeClaim", "data", { owners: [{ uid: set.uid, controller: false }] });
    expect(() => plan([set, claim])).toThrow(/would lose data/);
    expect(plan([set, claim], ["data"]).wipes).toHaveLength(1);
  });

  it("refuses when a StatefulSet's retention policy would delete a claim that the backup does not hold", () => {
    const set = object("StatefulSet", "db", { group: "apps", losesClaimsOf: ["data"] });
    const claim = object("PersistentVolumeClaim", "data-db-0");
    expect(() => plan([set, claim])).toThrow(/would lose data/);
    expect(plan([set, claim], ["data-db-0"]).wipes).toHaveLength(1);
    const others = [object("PersistentVolumeClaim", "data-db-x-0"), object("PersistentVolumeClaim", "data-other-0")];
    expect(plan([set, ...others]).keeps).toHaveLength(2);
    expect(plan([{ ...set, losesClaimsOf: [] }, claim]).keeps).toHaveLength(1);
  });

  it("keeps volume snapshots, and says why", () => {
    const made = plan([
      object("VolumeSnapshot", "nightly", { group: "snapshot.storage.k8s.io" }),
      object("VolumeGroupSnapshot", "nightly", { group: "groupsnapshot.storage.k8s.io" }),
    ]);
    expect(made.deletions).toEqual([]);
    const reason = "deleting it could destroy the snapshot in the storage";
    expect(made.keeps).toMatchObject([
      { kind: "VolumeGroupSnapshot", reason },
      { kind: "VolumeSnapshot", reason },
    ]);
  });

  it("never deletes our records, what Kubernetes makes by itself, or what a controller makes again", () => {
    const made = plan([
      object("Secret", "holdfast-guestbook-config", { labels: { "holdfast.dev/record": "config" } }),
      object("ConfigMap", "kube-root-ca.crt"),
      object("ServiceAccount", "default"),
      object("Event", "e"),
      object("Pod", "web-1", { owners: [{ uid: "rs", controller: true }] }),
      object("Secret", "token", { secretType: "kubernetes.io/service-account-token" }),
    ]);
    expect([made.deletions, made.wipes, made.keeps]).toEqual([[], [], []]);
  });

  it("keeps what is labelled out of backups, and says why", () => {
    const made = plan([object("ConfigMap", "cache", { labels: { "velero.io/exclude-from-backup": "true" } })]);
    expect(made).toMatchObject({ deletions: [], keeps: [{ name: "cache" }] });
  });

  it("says of what it keeps when Kubernetes will delete it along with its owner", () => {
    const owner = object("Database", "main", { group: "db.example.com" });
    const out = {
      labels: { "velero.io/exclude-from-backup": "true" },
      owners: [{ uid: owner.uid, controller: false }],
    };
    expect(plan([owner, object("Secret", "password", out)]).keeps).toMatchObject([
      { name: "password", reason: expect.stringContaining("it goes with its owner Database main") as string },
    ]);
  });

  it("refuses to wipe a claim that a pod mounts which stays, however far up its owner is", () => {
    const database = object("Database", "main", { group: "db.example.com" });
    const set = object("StatefulSet", "db", { group: "apps", owners: [{ uid: database.uid, controller: true }] });
    const pod = object("Pod", "db-0", { owners: [{ uid: set.uid, controller: true }], mounts: ["data"] });
    const all = [database, set, pod, object("PersistentVolumeClaim", "data")];
    expect(plan(all, ["data"]).wipes).toHaveLength(1);
    const kept = all.map((one) => (one === database ? { ...one, keep: true as const } : one));
    expect(() => plan(kept, ["data"])).toThrow(/in use by pods that stay: guestbook\/data \(Pod guestbook\/db-0\)/u);
    expect(plan(kept).wipes).toEqual([]);
  });

  it("keeps what its vendor wants kept, and says so", () => {
    const made = plan(
      [object("ConfigMap", "state", { keep: true }), object("PersistentVolumeClaim", "data", { keep: true })],
      ["data"],
    );
    expect([made.deletions, made.wipes]).toEqual([[], []]);
    expect(made.keeps).toMatchObject([
      { reason: expect.stringContaining("kots.io/keep") as unknown },
      { name: "data" },
    ]);
  });

  it("orders deletions within a wave by the vendor's phase, lowest first", () => {
    const made = plan([
      object("ConfigMap", "z", { deletionPhase: -1 }),
      object("ConfigMap", "a", { deletionPhase: 2 }),
      object("Deployment", "b", { group: "apps", deletionPhase: 5 }),
      object("ConfigMap", "c"),
    ]);
    expect(made.deletions.map(({ name }) => name)).toEqual(["b", "z", "c", "a"]);
    expect(deletionGroups(made.deletions).map((group) => group.map(({ name }) => name))).toEqual([
      ["z"],
      ["c"],
      ["a"],
      ["b"],
    ]);
  });

  it("deletes webhooks first, then custom resources, then what runs, then the rest", () => {
    const made = plan([
      object("ConfigMap", "a"),
      object("Deployment", "b", { group: "apps" }),
      object("Database", "c", { group: "db.example.com" }),
      { ...withoutNamespace(object("ValidatingWebhookConfiguration", "d", { group: "admissionregistration.k8s.io" })) },
    ]);
    expect(made.deletions.map((one) => one.name)).toEqual(["d", "c", "b", "a"]);
  });

  it("never deletes a cluster-scoped object other than a webhook configuration", () => {
    const kinds = [
      "CustomResourceDefinition",
      "StorageClass",
      "PriorityClass",
      "Namespace",
      "PersistentVolume",
      "ClusterRole",
    ];
    const made = plan(kinds.map((kind) => withoutNamespace(object(kind, "x"))));
    expect(made.deletions).toEqual([]);
  });
});

function withoutNamespace({ namespace: _namespace, ...rest }: LiveObject): LiveObject {
  return rest;
}
