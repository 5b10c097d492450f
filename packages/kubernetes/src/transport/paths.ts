import type { ObjectName, ResourceType } from "../objects.ts";

export type QueryParameters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** "v1" or "apps/v1". */
export function apiVersionOf(type: Pick<ResourceType, "group" | "version">): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** A collection; without namespace that of all namespaces. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const inNamespace = type.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${groupVersionPath(apiVersionOf(type))}${inNamespace}/${type.plural}`;
}

export function objectPath(type: ResourceType, { name, namespace }: ObjectName, subresource?: string): string {
  if (type.namespaced && namespace === undefined)
    throw new Error(`${type.plural} ${name} was named without a namespace`);
  const tail = subresource === undefined ? "" : `/${subresource}`;
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}${tail}`;
}

export function withQuery(path: string, parameters: QueryParameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** "create secrets default/x", as errors name a request. */
export function requestWords(verb: string, type: ResourceType, target?: Partial<ObjectName>): string {
  const place = [target?.namespace, target?.name].filter((part) => part !== undefined && part !== "").join("/");
  return place === "" ? `${verb} ${type.plural}` : `${verb} ${type.plural} ${place}`;
}
