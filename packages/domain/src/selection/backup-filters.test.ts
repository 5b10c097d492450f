import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveObject } from "../restore/live-object.ts";
import { planRestore } from "../restore/plan-restore.ts";
import type { RestorePlan } from "../restore/plan-restore.ts";
import { heldKey, leftOutBy, needsHeld } from "./backup-filters.ts";
import type { BackupFilters, RestoreFilters } from "./backup-filters.ts";
import type { KindNames } from "./kind-names.ts";

const core = { group: "", namespaced: true };
const kinds = [
  { ...core, kind: "ConfigMap", plural: "configmaps", shortNames: ["cm"] },
  { ...core, kind: "Secret", plural: "secrets" },
  { ...core, kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", shortNames: ["pvc"] },
  { ...core, kind: "Node", plural: "nodes", namespaced: false, shortNames: ["no"] },
  { group: "apps", kind: "Deployment", plural: "deployments", namespaced: true, shortNames: ["deploy"] },
  { group: "db.example.com", kind: "Database", plural: "databases", namespaced: true },
] as const satisfies readonly KindNames[];
type Kind = (typeof kinds)[number];

function object(kind: KindNames, name: string, change: Partial<LiveObject> = {}): LiveObject {
  const uid = `${kind.kind}-${name}`;
  return {
    group: kind.group,
    version: "v1",
    kind: kind.kind,
    namespace: "guestbook",
    name,
    uid,
    labels: {},
    owners: [],
    ...change,
  };
}

function plan(objects: readonly LiveObject[], filters: Partial<RestoreFilters>): RestorePlan {
  const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
  return planRestore({
    backup: { set: "s", name: "s-guestbook", uid: "b1" },
    slug: "guestbook",
    namespaces: ["guestbook", "guestbook-db"],
    objects,
    covered: claims.map(({ namespace = "", name }) => ({ namespace, name })),
    findLeftOut: leftOutBy({ backup: {}, restoreExcludes: [], ...filters }, kinds),
  });
}

function deleted({ deletions, wipes }: RestorePlan): readonly string[] {
  return [...deletions, ...wipes].map(({ uid }) => uid);
}

/** An entry of a filter and the kind that it names. */
const entry = fc.constantFrom<Kind>(...kinds).chain((kind) => {
  const names = [kind.plural, kind.plural.toUpperCase(), kind.kind, kind.kind.toLowerCase()];
  const short = "shortNames" in kind ? [...kind.shortNames] : [];
  const qualified = kind.group === "" ? [] : names.map((name) => `${name}.${kind.group}`);
  return fc.constantFrom(...names, ...short, ...qualified).map((text) => ({ text, kind }));
});
const entries = fc.array(entry, { maxLength: 4 });
const family = fc.constantFrom("older", "newer");
const labelled = fc.constantFrom<Readonly<Record<string, string>>>({}, { tier: "web" }, { tier: "db" });
const live = fc
  .tuple(fc.constantFrom(...kinds.filter(({ namespaced }) => namespaced)), labelled, fc.nat(3))
  .map(([kind, labels, number]) =>
    object(kind, `o${number}`, { labels, uid: `${kind.kind}-${number}-${labels["tier"]}` }),
  );
const selectors = fc.uniqueArray(fc.constantFrom("web", "db"), { maxLength: 2 });

const world = fc.record({
  objects: fc.array(live, { maxLength: 12 }),
  included: entries,
  excluded: entries,
  family,
  selectors,
});

function filtersOf({ included, excluded, family: which, selectors: tiers }: World): BackupFilters {
  const texts = (list: World["included"]): readonly string[] => list.map(({ text }) => text);
  const labels = tiers.length === 0 ? {} : { orLabelSelectors: tiers.map((tier) => ({ matchLabels: { tier } })) };
  return which === "older"
    ? { ...labels, includedResources: texts(included), excludedResources: texts(excluded) }
    : {
        ...labels,
        includedNamespaceScopedResources: texts(included),
        excludedNamespaceScopedResources: texts(excluded),
      };
}
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** By what the entries were made from: no name is looked up. */
function wouldTake(
  { included, excluded, family: which, selectors: tiers }: World,
  { kind, labels }: LiveObject,
): boolean {
  const names = (list: World["included"]): readonly string[] =>
    list.filter((one) => which === "older" || one.kind.namespaced).map((one) => one.kind.kind);
  const takes = names(included);
  const byKind = !names(excluded).includes(kind) && (takes.length === 0 || takes.includes(kind));
  return byKind && (tiers.length === 0 || tiers.includes(labels["tier"] as "web"));
}

describe("a restore's plan under the backup's filters", () => {
  it("deletes an object only if the same filters take it into the backup, and keeps every other", () => {
    fc.assert(
      fc.property(world, (given) => {
        const made = plan(given.objects, { backup: filtersOf(given) });
        const taken = new Set(given.objects.filter((one) => wouldTake(given, one)).map(({ uid }) => uid));
        expect(new Set(deleted(made))).toEqual(taken);
        const kept = given.objects.filter(({ uid }) => !taken.has(uid)).map(({ uid }) => uid);
        expect(new Set(made.keeps.map(({ uid }) => uid))).toEqual(new Set(kept));
      }),
    );
  });

  it("says why it keeps an object", () => {
    const [configMap, secret, , , deployment] = kinds;
    const objects = [
      object(configMap, "a"),
      object(secret, "b"),
      object(deployment, "c", { namespace: "guestbook-db" }),
    ];
    const backup = {
      excludedResources: ["cm"],
      excludedNamespaces: ["*-db"],
      orLabelSelectors: [{ matchExpressions: [{ key: "app", operator: "Exists" }] }],
    };
    expect(plan(objects, { backup }).keeps.map(({ name, reason }) => [name, reason])).toEqual([
      ["a", "the backup's filters leave out its kind"],
      ["c", "the backup's filters leave out its namespace"],
      ["b", "the backup's label selectors leave it out"],
    ]);
  });

  it("keeps a claim whose data is in the backup but which itself is not", () => {
    const made = plan([object(kinds[2], "data")], { backup: { excludedResources: ["pvc"] } });
    expect(made).toMatchObject({ wipes: [], keeps: [{ reason: "the backup's filters leave out its kind" }] });
  });

  it("deletes what the backup holds, though its labels have changed since", () => {
    const backup = { labelSelector: { matchLabels: { tier: "web" } } };
    const objects = [object(kinds[0], "held"), object(kinds[4], "other")];
    const held = [heldKey("configmaps", { namespace: "guestbook", name: "held" })];
    expect(deleted(plan(objects, { backup, held }))).toEqual(["ConfigMap-held"]);
  });

  it("keeps what a resource policy may have left out, since its rules are not in the Backup", () => {
    const objects = [object(kinds[0], "a"), object(kinds[4], "b")];
    const held = [heldKey("deployments.apps", { namespace: "guestbook", name: "b" })];
    const made = plan(objects, { backup: { resourcePolicy: { kind: "configmap", name: "rules" } }, held });
    expect(deleted(made)).toEqual(["Deployment-b"]);
    expect(made.keeps).toMatchObject([{ name: "a" }]);
  });

  it("keeps what the release's Restore leaves out, though the backup holds it", () => {
    const held = [heldKey("databases.db.example.com", { namespace: "guestbook", name: "main" })];
    const made = plan([object(kinds[5], "main")], { restoreExcludes: ["Database"], held });
    expect(made).toMatchObject({ deletions: [], keeps: [{ name: "main" }] });
  });

  it("takes `*` as everything among what is included, and among what is excluded only in the newer filters", () => {
    const objects = [object(kinds[0], "a")];
    expect(deleted(plan(objects, { backup: { includedResources: ["*"], excludedResources: ["*"] } }))).toHaveLength(1);
    expect(deleted(plan(objects, { backup: { includedNamespaceScopedResources: ["*"] } }))).toHaveLength(1);
    expect(deleted(plan(objects, { backup: { excludedNamespaceScopedResources: ["*"] } }))).toEqual([]);
  });

  it("keeps everything when the only included kind is not served", () => {
    expect(deleted(plan([object(kinds[0], "a")], { backup: { includedResources: ["widgets"] } }))).toEqual([]);
  });
});

describe("needsHeld", () => {
  it("is true only for what filters by kind and namespace cannot tell", () => {
    expect(needsHeld({ excludedResources: ["secrets"], orLabelSelectors: [] })).toBe(false);
    expect(needsHeld({ labelSelector: {} })).toBe(true);
    expect(needsHeld({ resourcePolicy: { kind: "configmap", name: "rules" } })).toBe(true);
  });
});
