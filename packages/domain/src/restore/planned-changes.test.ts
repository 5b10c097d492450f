import { describe, expect, it } from "vitest";
import type { LiveObject } from "./live-object.ts";
import { planRestore } from "./plan-restore.ts";
import { objectKey, plannedChanges } from "./planned-changes.ts";
import type { BackedUpObject, ChangesInput } from "./planned-changes.ts";

function object(kind: string, name: string, change: Partial<LiveObject> = {}): LiveObject {
  const type = { group: "", version: "v1", kind };
  return { ...type, namespace: "guestbook", name, uid: `${kind}-${name}`, labels: {}, owners: [], ...change };
}

const claim = (name: string): LiveObject => object("PersistentVolumeClaim", name);
const namesOf = (objects: readonly { readonly name: string }[]) => objects.map(({ name }) => name);

function changes(live: readonly LiveObject[], held: readonly BackedUpObject[], covered: readonly string[] = []) {
  const claims = covered.map((name) => ({ namespace: "guestbook", name, sizeBytes: 5 }));
  const plan = planRestore({
    backup: { set: "s", name: "s-guestbook", uid: "b1" },
    slug: "guestbook",
    namespaces: ["guestbook"],
    objects: live,
    covered: claims,
    findLeftOut: () => undefined,
  });
  const input: ChangesInput = {
    plan,
    backedUp: new Map(held.map((one) => [objectKey(one.object), one])),
    compared: new Map([[objectKey(object("ConfigMap", "changed")), [{ path: "data.greeting" }]]]),
    present: new Set(live.map(objectKey)),
    clusterScoped: [],
    covered: claims,
  };
  return plannedChanges(input);
}

describe("what a plan means for every object", () => {
  it("tells apart what is added, changed, made anew as it was, and lost", () => {
    const live = ["changed", "same", "later"].map((name) => object("ConfigMap", name));
    const held = ["changed", "same", "gone"].map((name) => ({ object: object("ConfigMap", name) }));
    const made = changes(live, held);
    expect(namesOf(made.added)).toEqual(["gone"]);
    expect(made.changed).toEqual([
      { kind: "ConfigMap", namespace: "guestbook", name: "changed", fields: [{ path: "data.greeting" }] },
    ]);
    expect(namesOf(made.unchanged)).toEqual(["same"]);
    expect(made.lost).toMatchObject([{ name: "later", reason: "it was made after the backup" }]);
  });

  it("says of an ended Job that it does not come back", () => {
    const job = object("Job", "migrate", { group: "batch" });
    const staysAway = "it had ended when it was backed up";
    expect(changes([job], [{ object: job, staysAway }]).lost).toMatchObject([{ name: "migrate", reason: staysAway }]);
    expect(changes([], [{ object: job, staysAway }]).added).toEqual([]);
  });

  it("weak point 7: wipes claims by what the backup holds, not by the pods that live, and names those that come back empty", () => {
    const held = [
      { object: claim("data"), requested: "10Gi" },
      { object: claim("gone"), requested: "1Gi" },
      { object: claim("cache"), requested: "1Gi" },
    ];
    expect(changes([claim("data")], held, ["data", "gone"]).claims).toMatchObject([
      { name: "cache", change: "returns-empty", requested: "1Gi" },
      { name: "data", change: "wiped", sizeBytes: 5, requested: "10Gi" },
      { name: "gone", change: "returns", sizeBytes: 5 },
    ]);
  });
});
