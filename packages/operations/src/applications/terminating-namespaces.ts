import { namespaces } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

export interface TerminatingNamespace {
  readonly name: string;
  /** What is left in it and which finalizers it waits for, as Kubernetes says it; empty when it does not. */
  readonly reason: string;
}

interface Namespace extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

const telling: readonly string[] = ["NamespaceContentRemaining", "NamespaceFinalizersRemaining"];

/** Those of the namespaces that are on their way out: nothing can be made in them, and what is in them goes. */
export async function terminatingNamespaces(
  { kubernetes }: Pick<Context, "kubernetes">,
  names: readonly string[],
): Promise<readonly TerminatingNamespace[]> {
  const found = await Promise.all(names.map((name) => kubernetes.get<Namespace>(namespaces, { name })));
  return found.flatMap((namespace) => {
    if (namespace?.status?.phase !== "Terminating") return [];
    const conditions = namespace.status.conditions ?? [];
    const said = conditions.filter(({ type, status }) => status === "True" && telling.includes(type));
    return [{ name: namespace.metadata.name, reason: said.flatMap(({ message }) => message ?? []).join("; ") }];
  });
}
