import { Fault, attemptOf, fieldManager, labels, restoreName } from "@holdfast/domain";
import type { RenderedRelease } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { restoreType, veleroApiVersion } from "@holdfast/velero";
import type { Restore, RestoreSpec } from "@holdfast/velero";
import type { Context } from "../context.ts";
import type { RestoreInput } from "./restore-input.ts";

/** Names the operation on its Velero Restores. */
export const operationLabel = "holdfast.dev/operation";

export interface Attempt {
  readonly operation: string;
  /** The whole restore; its id is in the name. */
  readonly root: string;
  readonly number: number;
  readonly input: RestoreInput;
  readonly rendered: RenderedRelease;
}

export interface Attempts {
  readonly operation: string;
  /** The operation whose id is in the names. */
  readonly root: string;
  readonly part: string;
  readonly veleroNamespace: string;
}

/**
 * The highest number that this operation has tried with; 0 when it has not. Earlier tries may be deleted by now: the
 * number after this one names no Restore that is there, so that none that has ended is taken for the new try.
 */
export async function lastAttempt(context: Context, attempts: Attempts): Promise<number> {
  const { operation, root, part, veleroNamespace } = attempts;
  const query = { namespace: veleroNamespace, labelSelector: `${operationLabel}=${operation}` };
  const found = await context.kubernetes.listAll<Restore>(restoreType, query);
  return Math.max(0, ...found.map(({ metadata }) => attemptOf(metadata.name, root, part) ?? 0));
}

/** Creates this attempt's Velero Restore or finds it. Faults: already-exists, when the name is somebody else's. */
export async function createVeleroRestore(context: Context, attempt: Attempt): Promise<string> {
  const { operation, root, number, input } = attempt;
  const name = restoreName(root, number, input.slug);
  const namespace = input.veleroNamespace;
  const restore: Restore = {
    apiVersion: veleroApiVersion,
    kind: "Restore",
    metadata: {
      name,
      namespace,
      labels: { [operationLabel]: operation, [labels.application]: input.slug, [labels.set]: input.set },
    },
    spec: restoreSpec(attempt),
  };
  try {
    await context.kubernetes.create<Restore>(restoreType, restore, { fieldManager });
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const found = await context.kubernetes.get<Restore>(restoreType, { name, namespace });
    if (found?.metadata.labels?.[operationLabel] !== operation) throw otherRestore(namespace, name);
  }
  return name;
}

/**
 * Creates, never updates: what stays in the cluster stays as it is. Our records are written by a step of ours. Of the
 * vendor's `kind: Restore` there are only fields left that a restore honours.
 * `includeClusterResources` is left unset: false would also drop the volumes that claims pull in.
 */
function restoreSpec({ input, rendered }: Attempt): RestoreSpec {
  return {
    ...rendered.restore?.spec,
    backupName: input.backup,
    includedNamespaces: input.namespaces,
    labelSelector: { matchExpressions: [{ key: labels.record, operator: "DoesNotExist" }] },
  };
}

/** The kinds that the release's `kind: Restore` leaves out. */
export function restoreExcludes(rendered: RenderedRelease): readonly string[] {
  return rendered.restore?.spec.excludedResources ?? [];
}

function otherRestore(namespace: string, name: string): Fault {
  return new Fault("already-exists", `There is another Velero Restore ${name}.`, {
    remedy: "Start the restore again; it gets a new name.",
    where: `Restore ${namespace}/${name}`,
  });
}
