import type { DiscoveredType } from "../client.ts";
import { groupVersionPath } from "../transport/paths.ts";
import { sendJsonOrAbsent } from "../transport/send-json.ts";
import type { Transport } from "../transport/transport.ts";

/** metav1.APIResourceList. */
interface ResourceList {
  readonly groupVersion: string;
  readonly resources: readonly {
    readonly name: string;
    readonly singularName?: string;
    readonly shortNames?: readonly string[];
    readonly namespaced: boolean;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
}

/** The types of one group and version, without subresources; empty when the server does not serve it. */
export async function readGroupVersion(transport: Transport, apiVersion: string): Promise<readonly DiscoveredType[]> {
  const list = await sendJsonOrAbsent<ResourceList>(transport, {
    method: "GET",
    path: groupVersionPath(apiVersion),
    words: `discover ${apiVersion}`,
  });
  return list === undefined ? [] : typesOf(list);
}

function typesOf(list: ResourceList): readonly DiscoveredType[] {
  const [first = "", second] = list.groupVersion.split("/");
  const groupVersion = second === undefined ? { group: "", version: first } : { group: first, version: second };
  return list.resources
    .filter((resource) => !resource.name.includes("/"))
    .map(({ name, singularName, shortNames, kind, namespaced, verbs }) => ({
      ...groupVersion,
      kind,
      plural: name,
      namespaced,
      ...otherNames(singularName, shortNames),
      verbs,
      preferred: true,
    }));
}

/** A singular of "" is none: old built-in kinds have it. */
export function otherNames(
  singular: string | undefined,
  shortNames: readonly string[] | undefined,
): Pick<DiscoveredType, "singular" | "shortNames"> {
  return {
    ...(singular === undefined || singular === "" ? {} : { singular }),
    ...(shortNames === undefined || shortNames.length === 0 ? {} : { shortNames }),
  };
}
