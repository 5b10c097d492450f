import { labels } from "../identifiers.ts";
import type { LabelSelector, VendorBackupSpec } from "../release/vendor-backup.ts";

/** Velero's garbage collector must never expire our backups; unset or zero would mean its 720 hours. */
export const backstopTtl = "87600h0m0s";

/** The spec of a member's Velero Backup: the vendor's fields under our rules. */
export type MemberSpec = Omit<VendorBackupSpec, "ttl" | "labelSelector" | "includedNamespaces"> & {
  readonly includedNamespaces: readonly string[];
  readonly ttl: string;
  readonly storageLocation: string;
};

export interface MemberRequest {
  /** All namespaces of the application; they are taken whole. */
  readonly namespaces: readonly string[];
  readonly storageLocation: string;
  /** The vendor's; absent for the console. */
  readonly vendor?: VendorBackupSpec;
}

/** Selects our records, so that a vendor's selector cannot drop them. */
const recordSelector: LabelSelector = { matchExpressions: [{ key: labels.record, operator: "Exists" }] };

/**
 * What a member selects: its application's namespaces whole, narrowed only by selectors that the vendor wrote, and
 * never without our records. Expiry and destination are the customer's.
 */
export function memberSpec({ namespaces, storageLocation, vendor = {} }: MemberRequest): MemberSpec {
  const { ttl: _ttl, labelSelector, orLabelSelectors, includedNamespaces: _included, ...kept } = vendor;
  const excludedNamespaces = kept.excludedNamespaces?.filter((namespace) => !namespaces.includes(namespace));
  const selectors = selectorsOf(labelSelector, orLabelSelectors);
  return {
    ...kept,
    ...(excludedNamespaces === undefined ? {} : { excludedNamespaces }),
    ...(selectors.length === 0 ? {} : { orLabelSelectors: [...selectors, recordSelector] }),
    includedNamespaces: [...new Set(namespaces)],
    ttl: backstopTtl,
    storageLocation,
  };
}

/** Velero refuses both fields at once, so the vendor's one selector becomes one of several. */
function selectorsOf(
  one: LabelSelector | undefined,
  several: readonly LabelSelector[] | undefined,
): readonly LabelSelector[] {
  const all = [...(one === undefined ? [] : [one]), ...(several ?? [])];
  return all.some((selector) => selectsEverything(selector)) ? [] : all;
}

/** An empty selector selects everything, as if it were not there. */
function selectsEverything({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}
