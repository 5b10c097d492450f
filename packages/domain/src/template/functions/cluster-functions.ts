import { FactNeeded, lookupKey } from "../scope.ts";
import type { FactRequest, NodeFacts, ProxyFacts, TemplateScope } from "../scope.ts";
import { TemplateError } from "../template-error.ts";
import { text } from "../value.ts";
import type { TemplateValue } from "../value.ts";
import { takes } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";

/** KOTS's functions about the cluster. They ask for facts, which are read with the rights of who renders. */
export const clusterFunctions: TemplateFunctions = {
  KubernetesVersion: takes(0, (_, scope) => kubernetesVersion(scope)),
  KubernetesMajorVersion: takes(0, (_, scope) => kubernetesVersion(scope).split(".")[0] ?? ""),
  KubernetesMinorVersion: takes(0, (_, scope) => kubernetesVersion(scope).split(".")[1] ?? ""),
  NodeCount: takes(0, (_, scope) => nodes(scope).count),
  Distribution: takes(0, (_, scope) => nodes(scope).distribution),
  IsAirgap: takes(0, (_, scope) => nodes(scope).isAirgap),
  HTTPProxy: takes(0, (_, scope) => proxy(scope).http),
  HTTPSProxy: takes(0, (_, scope) => proxy(scope).https),
  NoProxy: takes(0, (_, scope) => proxy(scope).none),
  Lookup: takes(4, (args, scope) => lookUp(args, scope)),
};

/** "1.34.2": without the v, and without what a distribution appends. */
function kubernetesVersion({ facts }: TemplateScope): string {
  const version = known(facts.kubernetesVersion, { kind: "kubernetes-version" });
  return /\d+\.\d+(?:\.\d+)?/u.exec(version)?.[0] ?? version;
}

function nodes({ facts }: TemplateScope): NodeFacts {
  return known(facts.nodes, { kind: "nodes" });
}

function proxy({ facts }: TemplateScope): ProxyFacts {
  return known(facts.proxy, { kind: "proxy" });
}

/** Secrets of others are not a release's to read, whatever the rights of who renders it are. */
function lookUp(args: readonly TemplateValue[], { facts, namespace: own }: TemplateScope): TemplateValue {
  const [apiVersion = "", objectKind = "", namespace = "", name = ""] = args.map(text);
  if (/^secrets?$/iu.test(objectKind) && namespace !== own) {
    throw new TemplateError(`Lookup reads Secrets of the application's own namespace ${own} only`);
  }
  const wanted = { apiVersion, objectKind, namespace, name };
  return known(facts.lookups.get(lookupKey(wanted)), { kind: "lookup", ...wanted });
}

function known<Fact>(fact: Fact | undefined, request: FactRequest): Fact {
  if (fact === undefined) throw new FactNeeded(request);
  return fact;
}
