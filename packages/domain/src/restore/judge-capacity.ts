import type { Check } from "./check.ts";
import type { Readable } from "./judge-ground.ts";

/** A ResourceQuota that will be in force, with parsed amounts. */
export interface QuotaFact {
  readonly namespace: string;
  readonly name: string;
  readonly hard: Readonly<Record<string, number>>;
}

/** What the backup needs in one namespace, by the names that quotas use. */
export interface NeedFact {
  readonly namespace: string;
  readonly amounts: Readonly<Record<string, number>>;
}

export interface QuotaQuestion {
  readonly subject: string;
  readonly quotas: Readable<readonly QuotaFact[]>;
  readonly needs: readonly NeedFact[];
}

/** What a quota refuses is refused by Kubernetes only after everything was deleted. */
export function judgeQuota({ subject, quotas, needs }: QuotaQuestion): Check {
  const check = { code: "quota-exceeded", subject };
  if (quotas === undefined)
    return { ...check, result: "unknown", message: "ResourceQuotas cannot be read with these rights" };
  const broken = quotas.flatMap((quota) => {
    const amounts = needs.find(({ namespace }) => namespace === quota.namespace)?.amounts ?? {};
    return Object.entries(quota.hard).flatMap(([what, limit]) => {
      const needed = amounts[what];
      if (needed === undefined || needed <= limit) return [];
      return `${quota.namespace}/${quota.name} allows ${limit} of ${what}, the backup needs ${needed}`;
    });
  });
  if (broken.length === 0) {
    const message = quotas.length === 0 ? "No ResourceQuota is in the way" : "The backup fits the ResourceQuotas";
    return { ...check, result: "passed", message };
  }
  return {
    ...check,
    result: "needs-acceptance",
    message: `A ResourceQuota does not allow what comes back: ${broken.join("; ")}`,
    remedy: "Raise the quota before the restore begins.",
  };
}

export interface CapacityQuestion {
  readonly subject: string;
  /** Bytes that claims of a class ask for and that are not in the cluster now. */
  readonly wanted: readonly { readonly storageClass: string; readonly bytes: number }[];
  /** Free bytes by class, where the storage driver tells. */
  readonly free: Readable<ReadonlyMap<string, number>>;
}

/** Only CSI drivers that publish CSIStorageCapacity tell; others are unknown. */
export function judgeCapacity({ subject, wanted, free }: CapacityQuestion): Check {
  const check = { code: "storage-full", subject };
  if (wanted.length === 0) return { ...check, result: "passed", message: "No further storage is needed" };
  const totals = new Map<string, number>();
  for (const { storageClass, bytes } of wanted) totals.set(storageClass, (totals.get(storageClass) ?? 0) + bytes);
  const untold = [...totals.keys()].filter((name) => free?.get(name) === undefined);
  const short = [...totals].filter(([name, bytes]) => (free?.get(name) ?? Number.POSITIVE_INFINITY) < bytes);
  if (short.length > 0) {
    const lines = short.map(
      ([name, bytes]) => `${name} has ${free?.get(name) ?? 0} bytes free, ${bytes} are asked for`,
    );
    return {
      ...check,
      result: "needs-acceptance",
      message: `There is not enough storage: ${lines.join("; ")}`,
      remedy: "Make room in the storage, or restore into another class.",
    };
  }
  if (untold.length > 0) {
    return {
      ...check,
      result: "unknown",
      message: `How much storage is free in ${untold.join(", ")} is not told by its driver`,
    };
  }
  return { ...check, result: "passed", message: "There is enough free storage" };
}

export interface AllocatableQuestion {
  readonly subject: string;
  readonly needed: { readonly cpu: number; readonly memory: number };
  /** Of all nodes that take pods. */
  readonly allocatable: Readable<{ readonly cpu: number; readonly memory: number }>;
}

/** Rough on purpose: whether the pods of the backup could ever fit, were the nodes theirs alone. */
export function judgeAllocatable({ subject, needed, allocatable }: AllocatableQuestion): Check {
  const check = { code: "nodes-too-small", subject };
  if (allocatable === undefined)
    return { ...check, result: "unknown", message: "The nodes' capacity cannot be read with these rights" };
  const short = (["cpu", "memory"] as const).filter((what) => needed[what] > allocatable[what]);
  if (short.length === 0) return { ...check, result: "passed", message: "Its pods fit the nodes" };
  const lines = short.map((what) => `${what}: ${needed[what]} asked for, the nodes have ${allocatable[what]}`);
  return {
    ...check,
    result: "warning",
    message: `Its pods ask for more than all nodes have: ${lines.join("; ")}`,
    remedy: "Add nodes, or some of its pods stay Pending.",
  };
}
