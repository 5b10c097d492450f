import type { KubernetesClient, KubernetesObject, ListQuery, ResourceType } from "@holdfast/kubernetes";
import { isApiError } from "@holdfast/kubernetes";

const pageSize = 500;

export interface NewestWish<T> {
  readonly type: ResourceType;
  readonly query: ListQuery;
  readonly count: number;
  /** What is kept of an object. */
  readonly keep: (object: T) => T;
}

/**
 * The newest objects, newest first. Never more than a page and those are held: a cluster may have tens of thousands of a
 * kind. A list that expires on the way is begun once more.
 */
export async function newestObjects<T extends KubernetesObject>(
  kubernetes: KubernetesClient,
  wish: NewestWish<T>,
): Promise<readonly T[]> {
  try {
    return await readPages(kubernetes, wish);
  } catch (error) {
    if (!isApiError(error, "Expired")) throw error;
    return readPages(kubernetes, wish);
  }
}

async function readPages<T extends KubernetesObject>(
  kubernetes: KubernetesClient,
  { type, query, count, keep }: NewestWish<T>,
): Promise<readonly T[]> {
  let kept: readonly T[] = [];
  let next: string | undefined;
  do {
    const rest = next === undefined ? {} : { continue: next };
    const page = await kubernetes.list<T>(type, { limit: pageSize, ...query, ...rest });
    kept = [...kept, ...page.items.map(keep)].toSorted(byAge).slice(0, count);
    next = page.continue;
  } while (next !== undefined);
  return kept;
}

function byAge(one: KubernetesObject, other: KubernetesObject): number {
  return (other.metadata.creationTimestamp ?? "").localeCompare(one.metadata.creationTimestamp ?? "");
}
