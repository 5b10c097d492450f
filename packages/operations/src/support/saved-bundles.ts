import { Fault, fieldManager, labels, operationsNamespace } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import type { Secret } from "../applications/record-objects.ts";
import { dataOf } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";
import type { SupportBundle } from "./make-bundle.ts";

const record = "support-bundle";
const reasonAnnotation = "holdfast.dev/support-reason";
const coversAnnotation = "holdfast.dev/support-covers";
/** An object of the API server holds 1 MiB at most, and etcd is no archive. */
export const savedBytes = 700 * 1024;
const kept = 3;

/** A bundle that the server made when something failed. */
export interface SavedBundle {
  readonly name: string;
  readonly createdAt: string;
  /** What failed. */
  readonly reason: string;
  /** Failures up to this time are covered by it. */
  readonly covers: string;
  readonly bytes: number;
}

/** Newest first. */
export async function listSavedBundles(context: Context): Promise<readonly SavedBundle[]> {
  try {
    return (await savedSecrets(context)).map(viewOf).toSorted((one, other) => other.covers.localeCompare(one.covers));
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Faults: invalid-argument when there is none of the name. */
export async function readSavedBundle(context: Context, name: string): Promise<Buffer> {
  try {
    const all = await savedSecrets(context);
    const found = all.find((secret) => viewOf(secret).name === name);
    const archive = found && dataOf(found, "bundle.tar.gz");
    if (archive !== undefined) return archive;
    const names = all.map((secret) => viewOf(secret).name).join(", ");
    throw new Fault("invalid-argument", `There is no saved bundle ${name}.`, {
      reason: names === "" ? "None was made: nothing failed since Holdfast looks." : `There are: ${names}.`,
      remedy: "holdfast support list shows them; holdfast support bundle makes one now.",
    });
  } catch (error) {
    throw fromApiError(error);
  }
}

export interface BundleToSave {
  readonly bundle: SupportBundle;
  readonly reason: string;
  readonly covers: string;
}

/** Saves it and removes all but the newest. */
export async function saveBundle(context: Context, { bundle, reason, covers }: BundleToSave): Promise<void> {
  const { kubernetes } = context;
  const name = `holdfast-support-${bundle.createdAt.replaceAll(/\D/gu, "").slice(0, 14)}-${context.randomId(4)}`;
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace: operationsNamespace,
      labels: { [labels.record]: record },
      annotations: { [reasonAnnotation]: reason, [coversAnnotation]: covers },
    },
    type: "Opaque",
    data: { "bundle.tar.gz": bundle.archive.toString("base64") },
  };
  await inOperationsNamespace(kubernetes, () => kubernetes.create<Secret>(secrets, secret, { fieldManager }));
  const all = (await savedSecrets(context)).toSorted((one, other) =>
    viewOf(other).covers.localeCompare(viewOf(one).covers),
  );
  for (const { metadata } of all.slice(kept)) {
    const { uid } = metadata;
    await kubernetes.delete(secrets, metadata, uid === undefined ? {} : { uid });
  }
}

function savedSecrets({ kubernetes }: Context): Promise<readonly Secret[]> {
  const query = { namespace: operationsNamespace, labelSelector: `${labels.record}=${record}` };
  return kubernetes.listAll<Secret>(secrets, query);
}

function viewOf({ metadata, data }: Secret): SavedBundle {
  const size = data?.["bundle.tar.gz"]?.length ?? 0;
  return {
    name: metadata.name.replace("holdfast-support-", ""),
    createdAt: metadata.creationTimestamp ?? "",
    reason: metadata.annotations?.[reasonAnnotation] ?? "",
    covers: metadata.annotations?.[coversAnnotation] ?? "",
    bytes: Math.floor((size * 3) / 4),
  };
}
