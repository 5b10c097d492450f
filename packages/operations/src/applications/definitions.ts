import { Fault, labels } from "@holdfast/domain";
import { isApiError, namespaces } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { applicationType } from "./application.ts";

/**
 * The cluster knows what an Application is. Faults: holdfast-not-installed, which says whose records went with the
 * definition when applications were here.
 */
export async function requireDefinition(context: Context): Promise<void> {
  if (await isDefined(context)) return;
  const marked = await markedNamespaces(context);
  if (marked.length > 0) throw recordsGone(marked);
  const { group, version, kind } = applicationType;
  throw new Fault("holdfast-not-installed", "The cluster does not know applications yet.", {
    reason: `The kind ${kind} of ${group}/${version} is not defined.`,
    remedy: "Run `holdfast install` first.",
  });
}

/**
 * For who has found no application: there may have been some, and their records went when somebody deleted the
 * definition. Faults: holdfast-not-installed.
 */
export async function refuseLostRecords(context: Context): Promise<void> {
  if (await isDefined(context)) return;
  const marked = await markedNamespaces(context);
  if (marked.length > 0) throw recordsGone(marked);
}

/** Asked of the API server each time: what was known of its kinds may be of before the deletion. */
async function isDefined({ kubernetes }: Context): Promise<boolean> {
  try {
    await kubernetes.listAll(applicationType);
    return true;
  } catch (error) {
    if (isApiError(error, "NotFound")) return false;
    throw fromApiError(error);
  }
}

/** The mark of an application outlives its records. */
async function markedNamespaces({ kubernetes }: Context): Promise<readonly string[]> {
  try {
    const found = await kubernetes.listAll(namespaces, { labelSelector: labels.application });
    return found.map(({ metadata }) => metadata.name);
  } catch (error) {
    throw fromApiError(error);
  }
}

function recordsGone(marked: readonly string[]): Fault {
  const { group, plural } = applicationType;
  return new Fault("holdfast-not-installed", "Holdfast's definitions are gone from this cluster.", {
    reason: `The definition ${plural}.${group} was deleted, and with it the records of all applications; these namespaces belong to applications: ${marked.join(", ")}. What runs in them was not touched.`,
    remedy:
      "Bring the records back from a backup: `holdfast recovery list`, then `holdfast restore create --full --from-backup NAME` (definitions, console and applications); or `holdfast install` for the definitions alone, and restore each application.",
    where: `CustomResourceDefinition ${plural}.${group}`,
  });
}
