import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveObject } from "./live-object.ts";
import { decisionsOf, planRestore } from "./plan-restore.ts";
import type { RestorePlanInput } from "./plan-restore.ts";

const kinds = [
  { group: "", kind: "ConfigMap" },
  { group: "", kind: "Secret" },
  { group: "apps", kind: "Deployment" },
  { group: "db.example.com", kind: "Database" },
  { group: "", kind: "PersistentVolumeClaim" },
] as const;

function object(kind: Pick<LiveObject, "group" | "kind">, number: number): LiveObject {
  const name = `o${number}`;
  const uid = `${kind.kind}-${name}`;
  return { ...kind, version: "v1", namespace: "guestbook", name, uid, labels: {}, owners: [] };
}

const live = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...kinds), fc.nat(20)).map(([kind, number]) => object(kind, number)),
  { selector: ({ uid }) => uid, maxLength: 20 },
);

const world = live.chain((objects) =>
  fc.subarray(objects.filter(({ kind }) => kind === "PersistentVolumeClaim")).map((covered) => ({ objects, covered })),
);

interface World {
  readonly objects: readonly LiveObject[];
  readonly covered: readonly LiveObject[];
}

function decisions({ objects, covered }: World, change: Partial<RestorePlanInput> = {}): string {
  const claims = covered.map(({ namespace = "", name }) => ({ namespace, name }));
  const backup = { set: "s", name: "s-guestbook", uid: "b1" };
  const base = { backup, slug: "guestbook", namespaces: ["guestbook"], findLeftOut: () => undefined };
  return decisionsOf(planRestore({ ...base, objects, covered: claims, ...change }));
}

/** What comes and goes by itself in a cluster that nobody changes. */
const noise = fc.array(
  fc.constantFrom<LiveObject>(
    ...["Event", "Endpoints"].map((kind) => object({ group: "", kind }, 1)),
    object({ group: "coordination.k8s.io", kind: "Lease" }, 1),
    object({ group: "discovery.k8s.io", kind: "EndpointSlice" }, 1),
    { ...object({ group: "", kind: "Pod" }, 1), owners: [{ uid: "set", controller: true }] },
    { ...object({ group: "apps", kind: "ReplicaSet" }, 1), owners: [{ uid: "web", controller: true }] },
    { ...object({ group: "", kind: "Secret" }, 99), labels: { "holdfast.dev/record": "config" } },
  ),
  { maxLength: 5 },
);

describe("the decisions that a plan's hash covers", () => {
  it("are the same for the same cluster in any order", () => {
    const shuffled = world.chain((one) =>
      fc.shuffledSubarray([...one.objects], { minLength: one.objects.length }).map((objects) => ({ one, objects })),
    );
    fc.assert(
      fc.property(shuffled, ({ one, objects }) => {
        expect(decisions({ ...one, objects })).toBe(decisions(one));
      }),
    );
  });

  it("never move with what Kubernetes makes by itself, with labels, or with sizes", () => {
    fc.assert(
      fc.property(world, noise, fc.nat(), (one, more, bytes) => {
        const labelled = one.objects.map((object_) => ({ ...object_, labels: { touched: String(bytes) } }));
        const covered = one.covered.map(({ namespace = "", name }) => ({ namespace, name, sizeBytes: bytes }));
        expect(decisions({ ...one, objects: [...labelled, ...more] }, { covered })).toBe(decisions(one));
      }),
    );
  });

  it("move when an object comes, goes, is made anew, or is to be kept", () => {
    const withOne = world.filter(({ objects }) => objects.length > 0);
    fc.assert(
      fc.property(withOne, fc.nat(), (one, pick) => {
        const before = decisions(one);
        const index = pick % one.objects.length;
        const changed = (change: Partial<LiveObject>): World => ({
          ...one,
          objects: one.objects.map((object_, at) => (at === index ? { ...object_, ...change } : object_)),
        });
        expect(decisions({ ...one, objects: one.objects.filter((_, at) => at !== index) })).not.toBe(before);
        expect(decisions(changed({ uid: "new" }))).not.toBe(before);
        const target = one.objects[index];
        const isKept = target?.kind === "PersistentVolumeClaim" && !one.covered.includes(target);
        expect(decisions(changed({ keep: true })) === before).toBe(isKept);
      }),
    );
  });

  it("move when the backup, the application or its namespaces are others", () => {
    fc.assert(
      fc.property(world, (one) => {
        const before = decisions(one);
        expect(decisions(one, { backup: { set: "s", name: "s-guestbook", uid: "b2" } })).not.toBe(before);
        expect(decisions(one, { slug: "notes" })).not.toBe(before);
        expect(decisions(one, { namespaces: ["guestbook", "more"] })).not.toBe(before);
      }),
    );
  });
});
