import type { Deployment, DaemonSet } from "./workloads.ts";
import { veleroContainer } from "./workloads.ts";
import { labels } from "@holdfast/domain";
import { nodeAgentProblems, serverProblems } from "./problems.ts";

/** The value of the part-of label on everything that `holdfast velero install` makes. */
export const partOfVelero = "velero";

/** A Velero that was found in the cluster, as its Deployment and DaemonSet say. */
export interface VeleroInstallation {
  readonly namespace: string;
  /** Theirs is never restarted, upgraded or uninstalled, unless --manage-velero is given. */
  readonly ownership: "ours" | "theirs";
  readonly deployment: {
    readonly name: string;
    readonly image: string;
    readonly replicas: number;
    readonly ready: number;
  };
  /** From the image's tag; absent when the tag is no version. The server's own word comes with `askServerStatus`. */
  readonly version?: string;
  /** Images of the init containers that bring plugins. */
  readonly pluginImages: readonly string[];
  readonly nodeAgent: NodeAgent;
  readonly problems: readonly VeleroProblem[];
}

export type NodeAgent =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly name: string;
      readonly image: string;
      readonly desired: number;
      readonly ready: number;
    };

/** What keeps a Velero from doing all that Holdfast asks of it. */
export interface VeleroProblem {
  readonly code:
    | "server-not-running"
    | "server-silent"
    | "node-agent-absent"
    | "node-agent-not-ready"
    | "version-known-broken"
    | "version-untested"
    | "plugin-absent"
    | "no-location"
    | "location-unavailable"
    | "default-repository-password";
  readonly message: string;
  /** A command or a sentence for whoever owns this Velero. */
  readonly remedy: string;
}

/** Undefined when the Deployment runs no Velero server. */
export function installationOf(
  deployment: Deployment,
  daemonSets: readonly DaemonSet[],
): VeleroInstallation | undefined {
  const spec = deployment.spec.template.spec;
  const container = veleroContainer(spec, ["server"]);
  if (container === undefined) return undefined;
  const { name, namespace = "" } = deployment.metadata;
  const image = container.image ?? "";
  const version = versionOfImage(image);
  const facts = {
    namespace,
    ownership: deployment.metadata.labels?.[labels.partOf] === partOfVelero ? ("ours" as const) : ("theirs" as const),
    deployment: {
      name,
      image,
      replicas: deployment.spec.replicas ?? 1,
      ready: deployment.status?.readyReplicas ?? 0,
    },
    ...(version === undefined ? {} : { version }),
    pluginImages: (spec.initContainers ?? []).flatMap((each) => each.image ?? []),
    nodeAgent: nodeAgentOf(namespace, daemonSets),
  };
  return { ...facts, problems: [...serverProblems(facts), ...nodeAgentProblems(facts)] };
}

function nodeAgentOf(namespace: string, daemonSets: readonly DaemonSet[]): NodeAgent {
  for (const daemonSet of daemonSets) {
    if (daemonSet.metadata.namespace !== namespace) continue;
    const container = veleroContainer(daemonSet.spec.template.spec, ["node-agent", "server"]);
    if (container === undefined) continue;
    return {
      kind: "present",
      name: daemonSet.metadata.name,
      image: container.image ?? "",
      desired: daemonSet.status?.desiredNumberScheduled ?? 0,
      ready: daemonSet.status?.numberReady ?? 0,
    };
  }
  return { kind: "absent" };
}

/** "localhost/velero:v1.18.3" → "v1.18.3". A digest behind the tag is ignored. */
export function versionOfImage(image: string): string | undefined {
  const tag = /:(v?\d+\.\d+\.\d+[^/@]*)(?:@.*)?$/.exec(image)?.[1];
  if (tag === undefined) return undefined;
  return tag.startsWith("v") ? tag : `v${tag}`;
}
