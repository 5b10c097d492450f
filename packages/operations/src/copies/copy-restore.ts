import { Fault, fieldManager, labels, restoreName } from "@holdfast/domain";
import type { RenderedRelease } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { restoreType, veleroApiVersion } from "@holdfast/velero";
import type { Restore, RestoreSpec } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { operationLabel } from "../restores/velero-restore.ts";
import type { CopyInput } from "./copy-input.ts";

export interface CopyAttempt {
  readonly operation: string;
  readonly number: number;
  readonly input: CopyInput;
  readonly rendered: RenderedRelease;
}

/** Creates this attempt's Velero Restore or finds it. Faults: already-exists, when the name is somebody else's. */
export async function createCopyRestore(context: Context, attempt: CopyAttempt): Promise<string> {
  const { operation, number, input } = attempt;
  const name = restoreName(operation, number, input.slug);
  const namespace = input.veleroNamespace;
  const marks = { [operationLabel]: operation, [labels.application]: input.slug, [labels.set]: input.set };
  const restore: Restore = {
    apiVersion: veleroApiVersion,
    kind: "Restore",
    metadata: { name, namespace, labels: marks },
    spec: copyRestoreSpec(attempt),
  };
  try {
    await context.kubernetes.create<Restore>(restoreType, restore, { fieldManager });
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const found = await context.kubernetes.get<Restore>(restoreType, { name, namespace });
    if (found?.metadata.labels?.[operationLabel] === operation) return name;
    throw new Fault("already-exists", `There is another Velero Restore ${name}.`, {
      remedy: "Start the copy again; it gets a new name.",
      where: `Restore ${namespace}/${name}`,
    });
  }
  return name;
}

/**
 * Of the vendor's `kind: Restore` there are only fields left that a restore honours; all hold for a copy but one: the
 * original has its node ports still. Our records are written by a step of ours.
 * Namespaces are made before, so that they carry the copy's mark.
 */
export function copyRestoreSpec({ input, rendered }: CopyAttempt): RestoreSpec {
  const { namespaces } = input.copyOf;
  const { preserveNodePorts: _, hooks: _unmoved, ...wishes }: RestoreSpec = { ...rendered.restore?.spec };
  const hooks = movedHooks(rendered, namespaces);
  return {
    ...wishes,
    backupName: input.backup,
    includedNamespaces: Object.keys(namespaces),
    namespaceMapping: namespaces,
    labelSelector: { matchExpressions: [{ key: labels.record, operator: "DoesNotExist" }] },
    ...(hooks === undefined ? {} : { hooks }),
  };
}

/** Velero compares a hook's namespaces with those of the backup for init containers, and of the cluster for commands. */
function movedHooks(rendered: RenderedRelease, mapping: Readonly<Record<string, string>>): RestoreSpec["hooks"] {
  const spec: Pick<RestoreSpec, "hooks"> = rendered.restore?.spec ?? {};
  const resources = spec.hooks?.resources;
  if (resources === undefined) return undefined;
  const both = (names: readonly string[] | undefined): readonly string[] =>
    (names ?? []).flatMap((name) => [name, ...(mapping[name] === undefined ? [] : [mapping[name]])]);
  return {
    resources: resources.map((hook) => ({
      ...hook,
      ...(hook.includedNamespaces === undefined ? {} : { includedNamespaces: both(hook.includedNamespaces) }),
      ...(hook.excludedNamespaces === undefined ? {} : { excludedNamespaces: both(hook.excludedNamespaces) }),
    })),
  };
}
