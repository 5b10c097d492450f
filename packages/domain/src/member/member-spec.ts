import type { SetScope } from "../backup-set/set-facts.ts";
import { labels } from "../identifiers.ts";
import type { BackupResourceHook } from "../release/velero-hooks.ts";
import type { VendorBackupSpec } from "../release/vendor-backup.ts";
import type { LabelSelector } from "../selection/label-selector.ts";

/** Velero's garbage collector must never expire our backups; unset or zero would mean its 720 hours. */
export const backstopTtl = "87600h0m0s";

/**
 * A safety snapshot is no archive: Velero itself deletes it after this time, also where no Holdfast runs. Counted from
 * each member's start.
 */
export const safetyDays = 7;
const safetyTtl = `${safetyDays * 24}h0m0s`;

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
  /** Absent: kept until Holdfast deletes it. */
  readonly scope?: SetScope;
  /** The vendor's; absent for the console. */
  readonly vendor?: VendorBackupSpec;
}

/** Selects our records, so that a vendor's selector cannot drop them. */
const recordSelector: LabelSelector = { matchExpressions: [{ key: labels.record, operator: "Exists" }] };

/**
 * What a member selects: its application's namespaces whole, narrowed only by selectors that the vendor wrote, and
 * never without our records. Expiry and destination are the customer's. Hooks run in these namespaces and nowhere else.
 */
export function memberSpec({ namespaces, storageLocation, scope, vendor = {} }: MemberRequest): MemberSpec {
  const {
    ttl: _ttl,
    labelSelector,
    orLabelSelectors,
    includedNamespaces: _included,
    hooks,
    orderedResources,
    ...kept
  } = vendor;
  const own = [...new Set(namespaces)];
  const selectors = selectorsOf(labelSelector, orLabelSelectors);
  return {
    ...kept,
    ...(hooks === undefined ? {} : { hooks: { resources: (hooks.resources ?? []).map((hook) => inside(hook, own)) } }),
    ...(orderedResources === undefined ? {} : { orderedResources: trimmed(orderedResources) }),
    ...(selectors.length === 0 ? {} : { orLabelSelectors: [...selectors, recordSelector] }),
    includedNamespaces: own,
    ttl: scope === "safety" ? safetyTtl : backstopTtl,
    storageLocation,
  };
}

function inside(hook: BackupResourceHook, namespaces: readonly string[]): BackupResourceHook {
  const named = hook.includedNamespaces ?? [];
  return named.length === 0 ? { ...hook, includedNamespaces: namespaces } : hook;
}

/** Velero takes a blank after a comma for a part of the name. */
function trimmed(order: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(order).map(([resource, names]) => {
    const list = names.split(",").map((name) => name.trim());
    return [resource, list.join(",")] as const;
  });
  return Object.fromEntries(entries);
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
