import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LabelSelector, VendorBackupSpec } from "../release/vendor-backup.ts";
import { backstopTtl, memberSpec } from "./member-spec.ts";

const selector: fc.Arbitrary<LabelSelector> = fc.record(
  { matchLabels: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }) },
  { requiredKeys: [] },
);
const names = fc.array(fc.constantFrom("guestbook", "guestbook-db", "other", "*"), { maxLength: 3 });
const vendor = fc.record(
  {
    ttl: fc.string(),
    labelSelector: selector,
    orLabelSelectors: fc.array(selector, { maxLength: 3 }),
    includedNamespaces: names,
    excludedNamespaces: names,
    snapshotVolumes: fc.boolean(),
    defaultVolumesToFsBackup: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<VendorBackupSpec>;

const namespaces = ["guestbook", "guestbook-db"];
const make = (spec: VendorBackupSpec) => memberSpec({ namespaces, storageLocation: "default", vendor: spec });

describe("memberSpec", () => {
  it("takes the application's namespaces whole, whatever the vendor includes or excludes", () => {
    fc.assert(
      fc.property(vendor, (spec) => {
        const made = make(spec);
        expect(made.includedNamespaces).toEqual(namespaces);
        for (const namespace of namespaces) expect(made.excludedNamespaces ?? []).not.toContain(namespace);
      }),
    );
  });

  it("never lets the vendor choose expiry or destination", () => {
    fc.assert(
      fc.property(vendor, (spec) => {
        expect(make(spec)).toMatchObject({ ttl: backstopTtl, storageLocation: "default" });
      }),
    );
  });

  it("never has both selector fields, and selects our records whenever it selects at all", () => {
    fc.assert(
      fc.property(vendor, (spec) => {
        const made = make(spec);
        expect(made).not.toHaveProperty("labelSelector");
        if (made.orLabelSelectors === undefined) return;
        expect(made.orLabelSelectors).toContainEqual({
          matchExpressions: [{ key: "holdfast.dev/record", operator: "Exists" }],
        });
      }),
    );
  });

  it("keeps hooks, ordered resources and volume settings as the vendor wrote them", () => {
    const spec: VendorBackupSpec = {
      snapshotVolumes: false,
      orderedResources: { pods: "guestbook/db-0" },
      hooks: { resources: [{ name: "dump", pre: [{ exec: { command: ["pg_dump"], onError: "Fail" } }] }] },
    };
    expect(make(spec)).toMatchObject(spec);
  });

  it("drops a selector that selects everything, instead of narrowing to our records", () => {
    expect(make({ orLabelSelectors: [{ matchLabels: { a: "b" } }, {}] })).not.toHaveProperty("orLabelSelectors");
  });
});
