import { annotations, distributionOf, lookupKey, templateValue } from "@holdfast/domain";
import type { ClusterFacts, FactRequest, NodeFacts, ObjectLookup, ProxyFacts, TemplateValue } from "@holdfast/domain";
import { deployments, nodes } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { serverName } from "../installation/server-objects.ts";

export interface KnownFacts extends ClusterFacts {
  readonly lookups: ReadonlyMap<string, TemplateValue>;
}

/** What templates ask for, read with this user's rights. Faults: missing-rights, cluster-unreachable. */
export async function readFacts(
  context: Context,
  known: KnownFacts,
  requests: readonly FactRequest[],
): Promise<KnownFacts> {
  let facts = known;
  try {
    for (const request of requests) facts = await withFact(context, facts, request);
    return facts;
  } catch (error) {
    throw fromApiError(error);
  }
}

async function withFact(context: Context, facts: KnownFacts, request: FactRequest): Promise<KnownFacts> {
  switch (request.kind) {
    case "kubernetes-version": {
      const { gitVersion } = await retryTransient(context, () => context.kubernetes.version());
      return { ...facts, kubernetesVersion: facts.kubernetesVersion ?? gitVersion };
    }
    case "nodes":
      return { ...facts, nodes: facts.nodes ?? (await readNodes(context)) };
    case "proxy":
      return { ...facts, proxy: facts.proxy ?? (await readProxy(context)) };
    case "lookup": {
      const key = lookupKey(request);
      if (facts.lookups.has(key)) return facts;
      return { ...facts, lookups: new Map([...facts.lookups, [key, await lookUp(context, request)]]) };
    }
  }
}

interface Node extends KubernetesObject {
  readonly spec?: { readonly providerID?: string };
  readonly status?: { readonly nodeInfo?: { readonly kubeletVersion?: string } };
}

async function readNodes(context: Context): Promise<NodeFacts> {
  const found = await retryTransient(context, () => context.kubernetes.listAll<Node>(nodes));
  const facts = found.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    labels: metadata.labels ?? {},
    providerId: spec?.providerID ?? "",
    kubeletVersion: status?.nodeInfo?.kubeletVersion ?? "",
  }));
  const method = facts[0]?.labels[annotations.installMethod] ?? "";
  return { count: facts.length, distribution: distributionOf(facts), isAirgap: sealedOff.includes(method) };
}

/** The local cluster has no way out; an administrator says the same of a cluster by this label on its nodes. */
const sealedOff: readonly string[] = ["local-cluster", "air-gap"];

interface Deployment extends KubernetesObject {
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly {
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/** The proxies that the console's server was given, as KOTS passes on those of its own. No server: none. */
async function readProxy(context: Context): Promise<ProxyFacts> {
  const name = { name: serverName, namespace: context.consoleNamespace };
  const found = await retryTransient(context, () => context.kubernetes.get<Deployment>(deployments, name));
  const containers = found?.spec?.template?.spec?.containers ?? [];
  const environment = containers.flatMap(({ env = [] }) => env);
  const valueOf = (variable: string): string =>
    environment.find((one) => one.name.toUpperCase() === variable)?.value ?? "";
  return { http: valueOf("HTTP_PROXY"), https: valueOf("HTTPS_PROXY"), none: valueOf("NO_PROXY") };
}

/** An object that does not exist, or of a kind that the cluster does not know, is {}. */
async function lookUp(context: Context, wanted: ObjectLookup): Promise<TemplateValue> {
  const { kubernetes } = context;
  const { apiVersion, objectKind, namespace, name } = wanted;
  const type = await retryTransient(context, () => kubernetes.resolve(apiVersion, objectKind));
  if (type === undefined) return {};
  const place = type.namespaced && namespace !== "" ? { namespace } : {};
  if (name === "") {
    const items = await retryTransient(context, () => kubernetes.listAll<KubernetesObject>(type, place));
    return { items: items.map(templateValue) };
  }
  if (type.namespaced && namespace === "") return {};
  const found = await retryTransient(context, () => kubernetes.get<KubernetesObject>(type, { name, ...place }));
  return found === undefined ? {} : templateValue(found);
}
