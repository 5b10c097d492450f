import { Fault } from "@holdfast/domain";
import type { ManifestObject, RenderedObject, RenderedRelease } from "@holdfast/domain";
import type { ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { PlacedObject } from "./apply-order.ts";
import type { ObjectReference } from "./release-index.ts";

/**
 * Finds out which objects are namespaced and gives those without a namespace the primary one. Kinds that the release
 * itself defines are known from its CustomResourceDefinitions.
 * Faults: unsupported-manifest with every kind that neither the cluster nor the release knows.
 */
export async function placeObjects(context: Context, rendered: RenderedRelease): Promise<readonly PlacedObject[]> {
  const own = ownTypes(rendered);
  const unknown: RenderedObject[] = [];
  const placed: PlacedObject[] = [];
  for (const candidate of rendered.objects) {
    const { apiVersion, kind } = candidate.object;
    const type = own.get(`${apiVersion}/${kind}`) ?? (await context.kubernetes.resolve(apiVersion, kind));
    if (type === undefined) unknown.push(candidate);
    else placed.push({ rendered: candidate, type, object: inNamespace(candidate.object, type, rendered.namespaces) });
  }
  if (unknown.length > 0) throw unknownKinds(unknown);
  return placed;
}

export function referenceTo({ object }: PlacedObject): ObjectReference {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

export function isClusterScoped(object: PlacedObject): boolean {
  return !object.type.namespaced;
}

function inNamespace(object: ManifestObject, type: ResourceType, namespaces: readonly string[]): ManifestObject {
  const { namespace, ...metadata } = object.metadata;
  if (!type.namespaced) return { ...object, metadata: { ...metadata, name: object.metadata.name } };
  const chosen = namespace ?? namespaces[0] ?? "";
  return { ...object, metadata: { ...metadata, name: object.metadata.name, namespace: chosen } };
}

interface CustomResourceDefinition {
  readonly spec?: {
    readonly group?: string;
    readonly scope?: string;
    readonly names?: { readonly kind?: string; readonly plural?: string };
    readonly versions?: readonly { readonly name?: string }[];
  };
}

function ownTypes({ objects }: RenderedRelease): ReadonlyMap<string, ResourceType> {
  const types = objects
    .filter(({ object }) => object.kind === "CustomResourceDefinition")
    .flatMap(({ object }) => {
      const { group = "", scope, names, versions = [] } = (object as CustomResourceDefinition).spec ?? {};
      const { kind = "", plural = "" } = names ?? {};
      return versions.map(({ name = "" }): [string, ResourceType] => [
        `${group}/${name}/${kind}`,
        { group, version: name, kind, plural, namespaced: scope !== "Cluster" },
      ]);
    });
  return new Map(types);
}

function unknownKinds(unknown: readonly RenderedObject[]): Fault {
  const lines = unknown.map(
    ({ file, line, object }) => `${file}:${line}: the cluster has no kind ${object.kind} of ${object.apiVersion}`,
  );
  return new Fault("unsupported-manifest", "The cluster does not know all kinds of the release.", {
    reason: lines.join("\n"),
    remedy: "Install what defines these kinds first, or use a cluster of a version that has them.",
  });
}
