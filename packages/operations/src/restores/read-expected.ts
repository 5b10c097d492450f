import { findKind, notCompared, resourceName } from "@holdfast/domain";
import type { KindNames, NotCompared } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { contentsLimits, readContents } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { openArtefact } from "./read-contents.ts";
import type { BackupToRead } from "./find-artefact.ts";

/** An object of the backup that has to be there after a restore. */
export interface ExpectedName {
  /** Plural, with ".group" behind unless core. */
  readonly resource: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Expected {
  readonly names: readonly ExpectedName[];
  /** What is not compared, by its reason. */
  readonly left: ReadonlyMap<NotCompared, number>;
}

interface Stored extends KubernetesObject {
  readonly type?: string;
  readonly status?: { readonly phase?: string; readonly completionTime?: string };
}

/** Reads the tarball once more; only names are held. Faults: artefact-unreadable, backup-damaged. */
export async function readExpected(
  context: Context,
  from: BackupToRead,
  { excludes, kinds }: { readonly excludes: readonly string[]; readonly kinds: readonly KindNames[] },
): Promise<Expected> {
  const excluded = new Set(excludes.map((entry) => resourceOf(entry, kinds)));
  const stream = await openArtefact(context, from, "BackupContents");
  const names: ExpectedName[] = [];
  const left = new Map<NotCompared, number>();
  const limits = { ...contentsLimits, totalBytes: Number.POSITIVE_INFINITY };
  for await (const { entry, object } of readContents(stream, ({ namespace }) => namespace !== undefined, limits)) {
    const stored = object as unknown as Stored;
    const because = notCompared({ ...facts(stored), isExcluded: excluded.has(entry.resource) });
    if (because !== undefined) left.set(because, (left.get(because) ?? 0) + 1);
    else if (entry.namespace !== undefined)
      names.push({ resource: entry.resource, kind: stored.kind, namespace: entry.namespace, name: entry.name });
  }
  return { names, left };
}

function resourceOf(entry: string, kinds: readonly KindNames[]): string {
  const found = findKind(entry, kinds);
  return found === undefined ? entry : resourceName(found);
}

function facts({ kind, metadata, type, status }: Stored) {
  const isEndedPod = kind === "Pod" && (status?.phase === "Succeeded" || status?.phase === "Failed");
  return {
    kind,
    name: metadata.name,
    labels: metadata.labels ?? {},
    isControlled: (metadata.ownerReferences ?? []).some(({ controller }) => controller === true),
    hasEnded: isEndedPod || (kind === "Job" && status?.completionTime !== undefined),
    ...(type === undefined ? {} : { secretType: type }),
  };
}
