import type { Check } from "./check.ts";
import { isStuck, strangeFinalizers } from "./stuck-objects.ts";
import type { LiveObject } from "./live-object.ts";

/** What could be read; undefined: it could not. */
export type Readable<Value> = Value | undefined;

export interface NodesQuestion {
  readonly subject: string;
  /** Nodes that take pods. */
  readonly nodes: Readable<readonly string[]>;
  /** Nodes on which a node agent is Ready. */
  readonly agents: Readable<readonly string[]>;
  /** The node agents' own count, where nodes cannot be read. */
  readonly ready: number;
  readonly desired: number;
}

const agentRemedy = "See why: `holdfast velero status`.";

/** Velero fills a volume only through the node agent of the node that its pod runs on. */
export function judgeNodeAgents({ subject, nodes, agents, ready, desired }: NodesQuestion): Check {
  const check = { code: "node-agent-missing", subject };
  if (ready === 0) {
    return {
      ...check,
      result: "refused",
      message: "No node agent of Velero is Ready: no volume could be filled",
      remedy: agentRemedy,
    };
  }
  if (nodes === undefined || agents === undefined) {
    if (ready >= desired)
      return { ...check, result: "passed", message: "Velero's node agent is Ready on every node it is for" };
    const message = `Velero's node agent is Ready on ${ready} of ${desired} nodes; which ones cannot be read`;
    return { ...check, result: "needs-acceptance", message, remedy: agentRemedy };
  }
  const served = new Set(agents);
  const without = nodes.filter((node) => !served.has(node));
  if (without.length === 0) {
    return { ...check, result: "passed", message: `Velero's node agent is Ready on every node (${nodes.length})` };
  }
  return {
    ...check,
    result: "needs-acceptance",
    message: `Velero's node agent is not Ready on ${without.join(", ")}: a pod that starts there waits for its data for ever`,
    remedy: `${agentRemedy} Or keep pods off these nodes (\`kubectl cordon\`) while the restore runs.`,
  };
}

export interface ClassesQuestion {
  readonly subject: string;
  /** Claims that are made anew. */
  readonly claims: readonly { readonly namespace: string; readonly name: string; readonly storageClass?: string }[];
  readonly classes: Readable<readonly { readonly name: string; readonly isDefault: boolean }[]>;
  /** Old → new, from Velero's change-storage-class ConfigMap. */
  readonly mapping: Readonly<Record<string, string>>;
}

/** A claim whose class is not there stays Pending, and its pod with it. */
export function judgeStorageClasses({ subject, claims, classes, mapping }: ClassesQuestion): Check {
  const check = { code: "storage-class-missing", subject };
  if (claims.length === 0) return { ...check, result: "passed", message: "No claim is made anew" };
  if (classes === undefined) {
    return { ...check, result: "unknown", message: "The cluster's StorageClasses cannot be read with these rights" };
  }
  const names = new Set(classes.map(({ name }) => name));
  const hasDefault = classes.some(({ isDefault }) => isDefault);
  const lacking = claims.filter(({ storageClass }) => {
    if (storageClass === undefined) return !hasDefault;
    return storageClass !== "" && !names.has(mapping[storageClass] ?? storageClass);
  });
  if (lacking.length === 0) {
    return { ...check, result: "passed", message: "The StorageClasses that its claims ask for exist" };
  }
  const missing = [...new Set(lacking.map(({ storageClass }) => storageClass ?? "a default class"))];
  return {
    ...check,
    result: "needs-acceptance",
    message: `There is no StorageClass ${missing.join(", ")}, which ${lacking.map(({ namespace, name }) => `${namespace}/${name}`).join(", ")} ask for: they would stay Pending`,
    remedy:
      "Make the class, or map it to one that exists: a ConfigMap of Velero labelled velero.io/plugin-config and velero.io/change-storage-class=RestoreItemAction with OLD: NEW.",
  };
}

export interface ObjectsQuestion {
  readonly subject: string;
  readonly now: number;
  /** What the restore deletes. */
  readonly deleted: readonly LiveObject[];
}

const patienceSeconds = 60;
const shownNames = 5;

/** Whether what is deleted can go away at all. */
export function judgeFinalizers({ subject, now, deleted }: ObjectsQuestion): readonly Check[] {
  const stuck = deleted.filter((object) => isStuck(object, now, patienceSeconds));
  const strange = deleted.filter((object) => !stuck.includes(object) && strangeFinalizers(object).length > 0);
  const checks: Check[] = stuck.map((object) => ({
    code: "object-stuck",
    subject,
    result: "refused",
    message: `${nameOf(object)} is being deleted since ${object.deletingSince ?? ""} and does not go: it waits for ${(object.finalizers ?? []).join(", ")}`,
    remedy: `Start the program that takes this finalizer off, or, when it is gone for good: ${takeOff(object)}`,
  }));
  if (strange.length > 0) {
    const names = strange.slice(0, shownNames).map((one) => `${nameOf(one)} (${strangeFinalizers(one).join(", ")})`);
    const more = strange.length > shownNames ? ` and ${strange.length - shownNames} more` : "";
    checks.push({
      code: "finalizer-unknown",
      subject,
      result: "warning",
      message: `These go only when the program that put a finalizer on them takes it off: ${names.join(", ")}${more}`,
      remedy: "See that it runs before the restore begins; the restore waits 20 minutes for them.",
    });
  }
  if (checks.length > 0) return checks;
  return [
    { code: "object-stuck", subject, result: "passed", message: "Nothing that is deleted is held by a finalizer" },
  ];
}

/** The last way out, as a command. */
export function takeOff({ kind, group, namespace, name }: Pick<LiveObject, "kind" | "group" | "namespace" | "name">) {
  const scope = namespace === undefined ? "" : ` -n ${namespace}`;
  const type = group === "" ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  return `kubectl${scope} patch ${type} ${name} --type=merge -p '{"metadata":{"finalizers":null}}'`;
}

function nameOf({ kind, namespace, name }: LiveObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
