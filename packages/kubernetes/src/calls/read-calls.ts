import { isApiError } from "../api-error.ts";
import type { KubernetesClient, ListPage, ListQuery } from "../client.ts";
import type { KubernetesObject, ResourceType } from "../objects.ts";
import { apiVersionOf, collectionPath, objectPath, requestWords, withQuery } from "../transport/paths.ts";
import { sendJson, sendJsonOrAbsent } from "../transport/send-json.ts";
import type { Transport } from "../transport/transport.ts";

const pageSize = 500;

interface ListAnswer<T> {
  readonly items: readonly T[] | null;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
}

export function readCalls(transport: Transport): Pick<KubernetesClient, "get" | "list" | "listAll"> {
  const list = async <T extends KubernetesObject>(type: ResourceType, query: ListQuery = {}): Promise<ListPage<T>> => {
    const { labelSelector, fieldSelector, limit } = query;
    const answer = await sendJson<ListAnswer<T>>(transport, {
      method: "GET",
      path: withQuery(collectionPath(type, query.namespace), {
        labelSelector,
        fieldSelector,
        limit,
        continue: query.continue,
      }),
      words: requestWords("list", type, { namespace: query.namespace ?? "" }),
      signal: query.signal,
    });
    return pageOf(type, answer);
  };
  return {
    list,
    listAll: <T extends KubernetesObject>(type: ResourceType, query: ListQuery = {}) =>
      allPages<T>((next) => list<T>(type, next), query),
    get: <T extends KubernetesObject>(...[type, name, options]: Parameters<KubernetesClient["get"]>) =>
      sendJsonOrAbsent<T>(transport, {
        method: "GET",
        path: objectPath(type, name),
        words: requestWords("get", type, name),
        signal: options?.signal,
      }),
  };
}

/** The objects of a list come without apiVersion and kind; they get those of the list's type. */
function pageOf<T extends KubernetesObject>(type: ResourceType, answer: ListAnswer<T>): ListPage<T> {
  const identity = { apiVersion: apiVersionOf(type), kind: type.kind };
  const rest = answer.metadata.continue ?? "";
  return {
    items: (answer.items ?? []).map((item) => ({ ...identity, ...item })),
    resourceVersion: answer.metadata.resourceVersion ?? "",
    ...(rest === "" ? {} : { continue: rest }),
  };
}

/** Pages in order; a continue token that expired on the way starts over once. */
async function allPages<T>(
  listPage: (query: ListQuery) => Promise<ListPage<T>>,
  query: ListQuery,
): Promise<readonly T[]> {
  try {
    return await collectPages(listPage, query);
  } catch (error) {
    if (!isApiError(error, "Expired")) throw error;
    return collectPages(listPage, query);
  }
}

async function collectPages<T>(
  listPage: (query: ListQuery) => Promise<ListPage<T>>,
  query: ListQuery,
): Promise<readonly T[]> {
  const items: T[] = [];
  let page = await listPage({ limit: pageSize, ...query });
  items.push(...page.items);
  while (page.continue !== undefined) {
    page = await listPage({ limit: pageSize, ...query, continue: page.continue });
    items.push(...page.items);
  }
  return items;
}
