import type { LiveObject } from "@holdfast/domain";
import { isApiError, mutatingWebhookConfigurations, validatingWebhookConfigurations } from "@holdfast/kubernetes";
import type { DiscoveredType, KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

type Listed = KubernetesObject & { readonly type?: string; readonly spec?: unknown };

interface StatefulSetSpec {
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
  readonly volumeClaimTemplates?: readonly KubernetesObject[];
}

const concurrency = 8;

/**
 * Everything of these kinds in these namespaces that can be listed and deleted, also of kinds that are served only in a
 * version that is not their group's preferred one. A namespace that is not there is empty.
 */
export async function observeNamespaces(
  context: Context,
  kinds: readonly DiscoveredType[],
  namespaces: readonly string[],
): Promise<readonly LiveObject[]> {
  const queue = kinds.filter(isDeletable).flatMap((type) => namespaces.map((namespace) => ({ type, namespace })));
  const found: LiveObject[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      found.push(...(await listType(context, next.type, next.namespace)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return found;
}

function isDeletable({ namespaced, verbs }: DiscoveredType): boolean {
  return namespaced && verbs.includes("list") && verbs.includes("delete");
}

async function listType(context: Context, type: ResourceType, namespace: string): Promise<readonly LiveObject[]> {
  try {
    const objects = await context.kubernetes.listAll<Listed>(type, { namespace });
    return objects.map((object) => liveObject(type, object));
  } catch (error) {
    // A kind whose definition was removed between discovery and list has no objects.
    if (isApiError(error, "NotFound")) return [];
    throw error;
  }
}

/** Webhook configurations by name, as far as they are there. */
export async function observeWebhooks(
  context: Context,
  wanted: readonly { readonly kind: string; readonly name: string }[],
): Promise<readonly LiveObject[]> {
  const types = [mutatingWebhookConfigurations, validatingWebhookConfigurations];
  const found = await Promise.all(
    wanted.map(async ({ kind, name }) => {
      const type = types.find((one) => one.kind === kind);
      if (type === undefined) return [];
      const object = await context.kubernetes.get<Listed>(type, { name });
      return object === undefined ? [] : [liveObject(type, object)];
    }),
  );
  return found.flat();
}

function liveObject({ group, version, kind }: ResourceType, { metadata, type, spec }: Listed): LiveObject {
  const losesClaimsOf = group === "apps" && kind === "StatefulSet" ? lostTemplates(spec as StatefulSetSpec) : [];
  return {
    group,
    version,
    kind,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    name: metadata.name,
    uid: metadata.uid ?? "",
    labels: metadata.labels ?? {},
    owners: (metadata.ownerReferences ?? []).map(({ uid, controller }) => ({ uid, controller: controller === true })),
    ...(type === undefined ? {} : { secretType: type }),
    ...(losesClaimsOf.length === 0 ? {} : { losesClaimsOf }),
  };
}

function lostTemplates(spec: StatefulSetSpec | undefined): readonly string[] {
  const policy = spec?.persistentVolumeClaimRetentionPolicy;
  if (policy?.whenDeleted !== "Delete" && policy?.whenScaled !== "Delete") return [];
  return (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
}
