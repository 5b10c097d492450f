import { Fault, annotations, compareVersions, fieldManager, labels } from "@holdfast/domain";
import { customResourceDefinitions, type UnstructuredObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { awaitEstablished } from "../velero/install/await-working.ts";
import { partOfConsole } from "./server-objects.ts";

/** By server-side apply, in the order given. */
export async function applyAll(context: Context, objects: readonly UnstructuredObject[]): Promise<void> {
  for (const object of objects) {
    await context.kubernetes.apply(object, { fieldManager, force: true, signal: context.signal });
  }
}

/** Those of the objects that are definitions; returns when the API server serves their kinds. */
export async function applyDefinitions(context: Context, objects: readonly UnstructuredObject[]): Promise<void> {
  const definitions = objects.filter((object) => object.kind === "CustomResourceDefinition");
  await applyAll(context, definitions);
  await awaitEstablished(
    context,
    definitions.map((definition) => definition.metadata.name),
  );
}

/**
 * A program never puts its definitions over newer ones: fields that only the newer know would be lost.
 * Faults: newer-schema.
 */
export async function refuseNewerDefinitions(context: Context, version: string): Promise<void> {
  const labelSelector = `${labels.partOf}=${partOfConsole}`;
  const found = await context.kubernetes.listAll(customResourceDefinitions, { labelSelector });
  for (const { metadata } of found) {
    const applied = metadata.annotations?.[annotations.version];
    if (applied === undefined || compareVersions(version, applied) >= 0) continue;
    throw new Fault("newer-schema", `Holdfast ${applied} has been in this cluster; this program is ${version}.`, {
      reason: `The definition ${metadata.name} is of version ${applied} and may hold what this program does not know.`,
      remedy: `Use the holdfast program of version ${applied} or newer.`,
      where: `CustomResourceDefinition ${metadata.name}`,
    });
  }
}
