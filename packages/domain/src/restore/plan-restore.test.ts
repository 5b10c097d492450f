import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveObject } from "./live-object.ts";
import { decisionsOf, planRestore } from "./plan-restore.ts";

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

  it("gives the same decisions for the same objects in any order, and others when a uid changes", () => {
    const objects = [object("ConfigMap", "a"), object("Secret", "b"), object("PersistentVolumeClaim", "data")];
    const first = decisionsOf(plan(objects, ["data"]));
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (some) => {
        expect(decisionsOf(plan(some, ["data"]))).toBe(first);
      }),
    );
    const changed = objects.map((one) => (one.name === "b" ? { ...one, uid: "new" } : one));
    expect(decisionsOf(plan(changed, ["data"]))).not.toBe(first);
  });

  it("decides the same when only labels, owners' pods or events moved", () => {
    const before = plan([object("ConfigMap", "a")]);
    const after = plan([
      object("ConfigMap", "a", { labels: { touched: "yes" } }),
      object("Event", "e"),
      object("Pod", "p", { owners: [{ uid: "rs", controller: true }] }),
    ]);
    expect(decisionsOf(after)).toBe(decisionsOf(before));
  });
});

function withoutNamespace({ namespace: _namespace, ...rest }: LiveObject): LiveObject {
  return rest;
}
