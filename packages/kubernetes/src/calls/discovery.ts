import type { DiscoveredType, KubernetesClient } from "../client.ts";
import type { ResourceType } from "../objects.ts";
import { builtInTypes } from "../resource-types.ts";
import { apiVersionOf } from "../transport/paths.ts";
import type { Transport } from "../transport/transport.ts";
import { readAllTypes } from "./discover-all.ts";
import { readGroupVersion } from "./group-version.ts";

/** Types by "apiVersion kind"; kept as long as the client. */
export function discoveryCalls(transport: Transport): Pick<KubernetesClient, "resolve" | "resourceTypes"> {
  const byKind = new Map<string, ResourceType>(
    builtInTypes.map((type) => [keyOf(apiVersionOf(type), type.kind), type]),
  );
  let all: Promise<readonly DiscoveredType[]> | undefined;
  return {
    async resolve(apiVersion, kind) {
      const known = byKind.get(keyOf(apiVersion, kind));
      if (known !== undefined) return known;
      // A miss is not kept: a CustomResourceDefinition may be established at any moment.
      const types = await readGroupVersion(transport, apiVersion);
      for (const type of types) byKind.set(keyOf(apiVersion, type.kind), type);
      return byKind.get(keyOf(apiVersion, kind));
    },
    resourceTypes(options = {}) {
      if (all === undefined || options.fresh === true) {
        const reading = readAllTypes(transport);
        all = reading;
        // A failed reading must not be remembered.
        reading.catch(() => {
          if (all === reading) all = undefined;
        });
      }
      return all;
    },
  };
}

const keyOf = (apiVersion: string, kind: string): string => `${apiVersion} ${kind}`;
