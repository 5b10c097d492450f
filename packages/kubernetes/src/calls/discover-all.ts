import type { DiscoveredType } from "../client.ts";
import { sendJson } from "../transport/send-json.ts";
import type { Transport } from "../transport/transport.ts";
import { otherNames, readGroupVersion } from "./group-version.ts";

/** apidiscovery.k8s.io APIGroupDiscoveryList, v2 and v2beta1. */
interface GroupDiscoveryList {
  readonly kind: "APIGroupDiscoveryList";
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources?: readonly DiscoveredResource[] }[];
  }[];
}

interface DiscoveredResource {
  readonly resource: string;
  readonly singularResource?: string;
  readonly shortNames?: readonly string[];
  readonly scope: "Namespaced" | "Cluster";
  readonly verbs: readonly string[];
  readonly responseKind?: { readonly kind: string };
}

/** The older answers: metav1.APIGroupList for /apis, metav1.APIVersions for /api. */
interface GroupList {
  readonly kind: "APIGroupList" | "APIVersions";
  readonly groups?: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
  readonly versions?: readonly string[];
}

const aggregated = ["v2", "v2beta1"].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
);
const accept = [...aggregated, "application/json"].join(",");

/**
 * Every listable type in its group's preferred version: two requests where the server aggregates, else one per group.
 * A group whose own server is away is left out, as the API server itself does.
 */
export async function readAllTypes(transport: Transport): Promise<readonly DiscoveredType[]> {
  const answers = await Promise.all(
    ["/api", "/apis"].map((path) =>
      sendJson<GroupDiscoveryList | GroupList>(transport, {
        method: "GET",
        path,
        headers: { accept },
        words: `discover ${path}`,
      }),
    ),
  );
  const types = await Promise.all(answers.map((answer) => typesOf(transport, answer)));
  return types.flat().filter((type) => type.verbs.includes("list"));
}

async function typesOf(
  transport: Transport,
  answer: GroupDiscoveryList | GroupList,
): Promise<readonly DiscoveredType[]> {
  return answer.kind === "APIGroupDiscoveryList" ? fromAggregated(answer) : fromGroups(transport, answer);
}

/** The first version of a group is its preferred one; a resource that only a later version has is taken from there. */
function fromAggregated(list: GroupDiscoveryList): readonly DiscoveredType[] {
  return list.items.flatMap((item) => {
    const group = item.metadata?.name ?? "";
    const byPlural = new Map<string, DiscoveredType>();
    for (const [index, { version, resources = [] }] of item.versions.entries()) {
      for (const resource of resources) {
        const { resource: plural, scope, verbs, responseKind, singularResource, shortNames } = resource;
        if (byPlural.has(plural) || responseKind === undefined) continue;
        byPlural.set(plural, {
          group,
          version,
          kind: responseKind.kind,
          plural,
          namespaced: scope === "Namespaced",
          ...otherNames(singularResource, shortNames),
          verbs,
          preferred: index === 0,
        });
      }
    }
    return [...byPlural.values()];
  });
}

async function fromGroups(transport: Transport, list: GroupList): Promise<readonly DiscoveredType[]> {
  const versions = [
    ...(list.versions ?? []),
    ...(list.groups ?? []).map((group) => group.preferredVersion.groupVersion),
  ];
  const types = await Promise.all(versions.map((version) => readGroupVersion(transport, version)));
  return types.flat();
}
