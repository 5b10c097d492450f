import { Fault, fieldManager, labels, restoreName } from "@holdfast/domain";
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

/** How often this operation has tried already: Velero keeps its Restores. */
export async function countAttempts(context: Context, operation: string, veleroNamespace: string): Promise<number> {
  const query = { namespace: veleroNamespace, labelSelector: `${operationLabel}=${operation}` };
  return (await context.kubernetes.listAll<Restore>(restoreType, query)).length;
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
