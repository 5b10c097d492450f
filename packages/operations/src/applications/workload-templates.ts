import { isDeepStrictEqual } from "node:util";
import type { PlacedObject } from "./apply-order.ts";
import { referenceTo } from "./place-objects.ts";
import { identityOf } from "./prune-objects.ts";
import type { ObjectReference } from "./release-index.ts";

/** Labels and annotations that a pod is to get, or to lose (null). */
interface PodMarks {
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

/** A workload whose pods would be made anew if its pod template were applied. */
export interface TemplateChange {
  readonly workload: ObjectReference;
  /** What of it can be given to the pods that run. */
  readonly marks: PodMarks;
  /** Something in the pods' own spec changes, which no running pod can be given. */
  readonly changesPrograms: boolean;
}

export interface KeptTemplates {
  /** The wanted objects; workloads whose template changes have the present one. */
  readonly objects: readonly PlacedObject[];
  readonly changes: readonly TemplateChange[];
}

/** Their controllers replace every pod when the template changes. */
const rollingKinds = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

/**
 * Takes the present pod templates into the wanted objects, so that applying them restarts nothing, and names what that
 * holds back. Everything else of the objects is as wanted; objects that are only in one of the lists are left alone.
 */
export function keepTemplates(present: readonly PlacedObject[], wanted: readonly PlacedObject[]): KeptTemplates {
  const before = new Map(present.map((placed) => [identityOf(referenceTo(placed)), templateOf(placed)]));
  const changes: TemplateChange[] = [];
  const objects = wanted.map((placed) => {
    const old = before.get(identityOf(referenceTo(placed)));
    const next = templateOf(placed);
    if (old === undefined || next === undefined || isDeepStrictEqual(old, next)) return placed;
    changes.push(changeOf(placed, old, next));
    return withTemplate(placed, old);
  });
  return { objects, changes };
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Marks; readonly annotations?: Marks };
  readonly spec?: unknown;
}

type Marks = Readonly<Record<string, string>>;

interface Workload {
  readonly spec?: {
    readonly template?: PodTemplate;
    readonly selector?: { readonly matchLabels?: Marks };
  };
}

function templateOf({ type, object }: PlacedObject): PodTemplate | undefined {
  if (type.group !== "apps" || !rollingKinds.has(type.kind)) return undefined;
  return (object as Workload).spec?.template;
}

function changeOf(placed: PlacedObject, old: PodTemplate, next: PodTemplate): TemplateChange {
  const selected = Object.keys((placed.object as Workload).spec?.selector?.matchLabels ?? {});
  return {
    workload: referenceTo(placed),
    marks: {
      // A pod that loses a label of the selector is orphaned and replaced.
      labels: without(differences(old.metadata?.labels, next.metadata?.labels), selected),
      annotations: differences(old.metadata?.annotations, next.metadata?.annotations),
    },
    changesPrograms: !isDeepStrictEqual(old.spec, next.spec),
  };
}

function differences(old: Marks = {}, next: Marks = {}): Readonly<Record<string, string | null>> {
  const lost = Object.keys(old).filter((key) => next[key] === undefined);
  const given = Object.entries(next).filter(([key, value]) => old[key] !== value);
  return Object.fromEntries([...lost.map((key): [string, null] => [key, null]), ...given]);
}

function without(
  marks: Readonly<Record<string, string | null>>,
  keys: readonly string[],
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(marks).filter(([key]) => !keys.includes(key)));
}

function withTemplate(placed: PlacedObject, template: PodTemplate): PlacedObject {
  const { spec } = placed.object as Workload;
  return { ...placed, object: { ...placed.object, spec: { ...spec, template } } };
}
