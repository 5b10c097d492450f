import type { Context } from "../context.ts";

/** A custom kind that Velero's server may not know yet. */
export interface YoungKind {
  /** `<plural>.<group>`. */
  readonly name: string;
  readonly createdAt: number;
}

/**
 * Velero asks the API server for its kinds when it starts and every five minutes, and leaves objects of kinds that it
 * does not know out of a backup without a word. Source: Velero 1.18, server's discovery helper; seen in a test.
 */
const discoverySeconds = 300;
const marginSeconds = 10;

interface MetadataList {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly creationTimestamp: string } }[];
}

/** Namespaced custom kinds that are too young for Velero to know for sure and of which these namespaces hold objects. */
export async function findYoungKinds(context: Context, namespaces: readonly string[]): Promise<readonly YoungKind[]> {
  const young = (await listDefinitions(context)).filter(({ createdAt }) => secondsUntilKnown(context, createdAt) > 0);
  if (young.length === 0) return [];
  const types = await context.kubernetes.resourceTypes({ fresh: true });
  const used = await Promise.all(
    young.map(async (kind) => {
      const type = types.find(
        ({ plural, group, namespaced, preferred }) => namespaced && preferred && kind.name === `${plural}.${group}`,
      );
      if (type === undefined) return [];
      const pages = await Promise.all(
        namespaces.map((namespace) => context.kubernetes.list(type, { namespace, limit: 1 })),
      );
      return pages.some((page) => page.items.length > 0) ? [kind] : [];
    }),
  );
  return used.flat();
}

export function secondsUntilKnown(context: Context, createdAt: number): number {
  return discoverySeconds + marginSeconds - (context.clock.now() - createdAt) / 1000;
}

/** Names and ages only: the definitions themselves are megabytes in some clusters. */
async function listDefinitions(context: Context): Promise<readonly YoungKind[]> {
  const response = await context.kubernetes.raw({
    method: "GET",
    path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    headers: { accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" },
  });
  // Without the right to list them nothing can be said; the backup itself needs them not.
  if (response.status !== 200) return [];
  const { items } = JSON.parse(response.body) as MetadataList;
  return items.map(({ metadata }) => ({ name: metadata.name, createdAt: Date.parse(metadata.creationTimestamp) }));
}
