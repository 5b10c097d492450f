import { Fault, consoleMember, fieldManager, labels, restoreName } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { restoreType, veleroApiVersion } from "@holdfast/velero";
import type { Restore } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { operationLabel } from "../restores/velero-restore.ts";
import type { ConsoleRestoreInput } from "./console-restore-input.ts";

export interface ConsoleAttempt {
  readonly operation: string;
  readonly number: number;
  readonly input: ConsoleRestoreInput;
}

/**
 * The server itself is started by a step of ours, with the image that was decided and after the records; a Velero
 * Restore would start its pods first. Everything else of the namespace that is not there comes back.
 */
const excludedResources: readonly string[] = ["pods", "replicasets.apps", "deployments.apps"];

/** Creates this attempt's Velero Restore or finds it. Faults: already-exists, when the name is somebody else's. */
export async function createConsoleRestore(context: Context, attempt: ConsoleAttempt): Promise<string> {
  const { operation, number, input } = attempt;
  const name = restoreName(operation, number, consoleMember);
  const namespace = input.veleroNamespace;
  const restore: Restore = {
    apiVersion: veleroApiVersion,
    kind: "Restore",
    metadata: {
      name,
      namespace,
      labels: { [operationLabel]: operation, [labels.partOf]: consoleMember, [labels.set]: input.set },
    },
    spec: {
      backupName: input.backup,
      includedNamespaces: [input.namespace],
      labelSelector: { matchExpressions: [{ key: labels.record, operator: "DoesNotExist" }] },
      excludedResources,
    },
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

function otherRestore(namespace: string, name: string): Fault {
  return new Fault("already-exists", `There is another Velero Restore ${name}.`, {
    remedy: "Start the restore again; it gets a new name.",
    where: `Restore ${namespace}/${name}`,
  });
}
