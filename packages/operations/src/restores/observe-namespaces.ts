import type { LiveObject } from "@holdfast/domain";
import { isApiError, mutatingWebhookConfigurations, validatingWebhookConfigurations } from "@holdfast/kubernetes";
import type { DiscoveredType, KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { liveObjectOf } from "./live-object-of.ts";

const concurrency = 8;

/** Is given every object in full; what it does not take from it is not held. */
export type Visit = (object: LiveObject, content: KubernetesObject) => void;

/**
 * Everything of these kinds in these namespaces that can be listed and deleted, also of kinds that are served only in a
 * version that is not their group's preferred one. A namespace that is not there is empty.
 */
export async function observeNamespaces(
  context: Context,
  kinds: readonly DiscoveredType[],
  namespaces: readonly string[],
  visit: Visit = () => undefined,
): Promise<readonly LiveObject[]> {
  const queue = kinds.filter(isDeletable).flatMap((type) => namespaces.map((namespace) => ({ type, namespace })));
  const found: LiveObject[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      found.push(...(await listType(context, next, visit)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return found;
}

function isDeletable({ namespaced, verbs }: DiscoveredType): boolean {
  return namespaced && verbs.includes("list") && verbs.includes("delete");
}

interface Listing {
  readonly type: ResourceType;
  readonly namespace: string;
}

async function listType(context: Context, { type, namespace }: Listing, visit: Visit): Promise<readonly LiveObject[]> {
  try {
    const contents = await context.kubernetes.listAll(type, { namespace });
    return contents.map((content) => {
      const object = liveObjectOf(type, content);
      visit(object, content);
      return object;
    });
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
      const object = await context.kubernetes.get(type, { name });
      return object === undefined ? [] : [liveObjectOf(type, object)];
    }),
  );
  return found.flat();
}
