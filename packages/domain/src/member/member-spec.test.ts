import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { render } from "../../test-support/release-files.ts";
import { leftOutBy } from "../selection/backup-filters.ts";
import type { KindNames } from "../selection/kind-names.ts";
import type { VendorBackup, VendorBackupSpec } from "../release/vendor-backup.ts";
import { backstopTtl, memberSpec } from "./member-spec.ts";
import { veleroRefusals } from "../../test-support/velero-rules.ts";

const namespaces = ["shop", "shop-jobs"];
const application =
  "apiVersion: kots.io/v1beta1\nkind: Application\nmetadata: {name: a}\nspec: {additionalNamespaces: [shop-jobs]}\n";

/** What lint makes of a spec; undefined when it refuses it. JSON is YAML. */
function accepted(spec: unknown): VendorBackup | undefined {
  const manifest = { apiVersion: "velero.io/v1", kind: "Backup", metadata: { name: "b" }, spec };
  const rendering = render({ "backup.yaml": JSON.stringify(manifest), "app.yaml": application });
  return rendering.kind === "rendered" ? rendering.release.backup : undefined;
}
const make = (vendor: VendorBackupSpec) => memberSpec({ namespaces, storageLocation: "default", vendor });

const resources = fc.array(
  fc.constantFrom(
    "*",
    "secrets",
    "Secret",
    "applications.holdfast.dev",
    "applications",
    "pods",
    "pv",
    "events",
    "pod*",
    "",
  ),
  { maxLength: 4 },
);
const names = fc.array(fc.constantFrom("shop", "shop-jobs", "other", "*", "sh*", "o[t"), { maxLength: 3 });
const labels = fc.dictionary(fc.constantFrom("app", "a b", "x/y", "/"), fc.constantFrom("web", "", "a b", "ok"), {
  maxKeys: 2,
});
const expression = fc.record(
  {
    key: fc.constantFrom("app", "tier", "no key"),
    operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist", "Near"),
    values: fc.array(fc.constantFrom("a", "b", "c d"), { maxLength: 2 }),
  },
  { requiredKeys: ["key", "operator"] },
);
const selector = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const exec = fc.record({
  exec: fc.constantFrom({ command: ["sync"] }, { command: [] }, { command: ["a"], onError: "Fail" }),
});
const hook = fc.record(
  {
    name: fc.constantFrom("h", ""),
    includedNamespaces: names,
    excludedNamespaces: names,
    includedResources: resources,
    labelSelector: selector,
    pre: fc.array(exec, { maxLength: 2 }),
    post: fc.array(exec, { maxLength: 1 }),
  },
  { requiredKeys: ["name"] },
);
const raw = fc.record(
  {
    ttl: fc.constantFrom("1h", "720h0m0s", "soon"),
    storageLocation: fc.constantFrom("default", "theirs"),
    labelSelector: selector,
    orLabelSelectors: fc.array(selector, { maxLength: 3 }),
    includedNamespaces: names,
    excludedNamespaces: names,
    includedResources: resources,
    excludedResources: resources,
    includedNamespaceScopedResources: resources,
    excludedNamespaceScopedResources: resources,
    excludedClusterScopedResources: resources,
    includedClusterScopedResources: resources,
    includeClusterResources: fc.boolean(),
    snapshotVolumes: fc.boolean(),
    snapshotMoveData: fc.boolean(),
    defaultVolumesToFsBackup: fc.boolean(),
    csiSnapshotTimeout: fc.constantFrom("10m", "10"),
    itemOperationTimeout: fc.constantFrom("4h", "never"),
    datamover: fc.constantFrom("velero", "theirs"),
    uploaderConfig: fc.constantFrom({ parallelFilesUpload: 4 }, { parallelFilesUpload: -1 }, { more: 1 }),
    orderedResources: fc.dictionary(
      fc.constantFrom("pods", "Pods", "deployments.apps"),
      fc.constantFrom("shop/a, shop-jobs/b", "other/a", "a", "shop/a"),
      { maxKeys: 2 },
    ),
    volumeSnapshotLocations: names,
    resourcePolicy: fc.constant({ kind: "configmap", name: "p" }),
    hooks: fc.record({ resources: fc.array(hook, { maxLength: 2 }) }),
  },
  { requiredKeys: [] },
);
/** Few fields at once: most specs with many of them are refused. */
const specs = fc
  .tuple(
    raw,
    fc.shuffledSubarray(
      [
        "ttl",
        "hooks",
        "labelSelector",
        "orLabelSelectors",
        "includedResources",
        "excludedResources",
        "excludedNamespaceScopedResources",
        "excludedClusterScopedResources",
        "includedNamespaces",
        "excludedNamespaces",
        "orderedResources",
        "snapshotVolumes",
        "uploaderConfig",
        "datamover",
        "includeClusterResources",
        "storageLocation",
        "csiSnapshotTimeout",
      ] as const,
      { maxLength: 3 },
    ),
  )
  .map(([all, chosen]) =>
    Object.fromEntries(chosen.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]))),
  );

const kinds: readonly KindNames[] = [
  { group: "", kind: "Secret", plural: "secrets", namespaced: true },
  { group: "", kind: "Pod", plural: "pods", namespaced: true, shortNames: ["po"] },
  { group: "", kind: "Event", plural: "events", namespaced: true },
  { group: "", kind: "PersistentVolume", plural: "persistentvolumes", namespaced: false, shortNames: ["pv"] },
  { group: "holdfast.dev", kind: "Application", plural: "applications", namespaced: true },
];
const record = (group: string, kind: string, namespace: string) => ({
  group,
  version: "v1",
  kind,
  namespace,
  name: "r",
  uid: `${namespace}/${kind}`,
  labels: { "holdfast.dev/record": "config" },
  owners: [],
});

/** Made once for all tests: each is a whole release that is read and rendered. */
const vendors = fc.sample(specs, 250).flatMap((spec) => accepted(spec) ?? []);

function forAccepted(check: (vendor: VendorBackup) => void): void {
  expect(vendors.length).toBeGreaterThan(30);
  for (const vendor of vendors) {
    try {
      check(vendor);
    } catch (error) {
      throw new Error(`For ${JSON.stringify(vendor.spec)}`, { cause: error });
    }
  }
}

describe("the member of any vendor's spec that lint accepts", () => {
  it("weak point 40: takes the application's namespaces whole, whatever labels their objects have, and no others", () => {
    forAccepted(({ spec }) => {
      const made = make(spec);
      expect(made.includedNamespaces).toEqual(namespaces);
      expect(made).not.toHaveProperty("excludedNamespaces");
      expect(made).not.toHaveProperty("includeClusterResources");
      const leftOut = leftOutBy({ backup: made, restoreExcludes: [] }, kinds);
      expect(leftOut(record("", "Secret", "other"))).toBe("namespace");
      const selects = spec.labelSelector !== undefined || (spec.orLabelSelectors ?? []).length > 0;
      expect(selects || made.orLabelSelectors === undefined).toBe(true);
    });
  });

  it("holds the application's records in each of its namespaces", () => {
    forAccepted(({ spec }) => {
      const leftOut = leftOutBy({ backup: make(spec), restoreExcludes: [] }, kinds);
      for (const namespace of namespaces) {
        expect(leftOut(record("", "Secret", namespace))).toBeUndefined();
        expect(leftOut(record("holdfast.dev", "Application", namespace))).toBeUndefined();
      }
    });
  });

  it("weak point 39: runs hooks in its own namespaces only, and a hook without namespaces in all of them", () => {
    forAccepted(({ spec }) => {
      for (const { includedNamespaces = [] } of make(spec).hooks?.resources ?? []) {
        expect(includedNamespaces.length).toBeGreaterThan(0);
        expect(namespaces).toEqual(expect.arrayContaining([...includedNamespaces]));
      }
    });
  });

  it("breaks none of Velero's rules for a Backup", () => {
    forAccepted(({ spec }) => {
      expect(veleroRefusals(make(spec))).toEqual([]);
    });
  });

  it("weak point 41: has the destination that the customer chose, and the vendor's ttl only proposes a retention", () => {
    forAccepted(({ spec }) => {
      expect(make(spec)).toMatchObject({ ttl: backstopTtl, storageLocation: "default" });
    });
    expect(accepted({ ttl: "168h", storageLocation: "theirs" })?.spec).toEqual({ ttl: "168h" });
  });
});

describe("memberSpec", () => {
  it("adds our records to the vendor's one selector, and never has both of Velero's fields", () => {
    const made = make({ labelSelector: { matchLabels: { app: "web" } } });
    expect(made).not.toHaveProperty("labelSelector");
    expect(made.orLabelSelectors).toEqual([
      { matchLabels: { app: "web" } },
      { matchExpressions: [{ key: "holdfast.dev/record", operator: "Exists" }] },
    ]);
  });

  it("keeps hooks, ordered resources and volume settings as the vendor wrote them", () => {
    const spec: VendorBackupSpec = {
      snapshotVolumes: false,
      orderedResources: { pods: "guestbook/db-0, guestbook/db-1" },
      hooks: { resources: [{ name: "dump", pre: [{ exec: { command: ["pg_dump"], onError: "Fail" } }] }] },
    };
    expect(make(spec)).toMatchObject({ ...spec, orderedResources: { pods: "guestbook/db-0,guestbook/db-1" } });
  });

  it("drops a selector that selects everything, instead of narrowing to our records", () => {
    expect(make({ orLabelSelectors: [{ matchLabels: { a: "b" } }, {}] })).not.toHaveProperty("orLabelSelectors");
  });

  it("weak point 39: is made of one vendor's fields alone; another application's member and the console's have none of them", () => {
    const one = make({
      hooks: { resources: [{ name: "h", pre: [{ exec: { command: ["a"] } }] }] },
      snapshotVolumes: true,
    });
    expect(one.hooks).toBeDefined();
    expect(memberSpec({ namespaces: ["other"], storageLocation: "default" })).toEqual({
      includedNamespaces: ["other"],
      ttl: backstopTtl,
      storageLocation: "default",
    });
  });
});
