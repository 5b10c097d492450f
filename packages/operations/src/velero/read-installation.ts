import { labels } from "@holdfast/domain";
import { partOfVelero, type NodeAgent, type VeleroInstallation } from "./installation.ts";
import { nodeAgentProblems, serverProblems } from "./problems.ts";
import { veleroContainer, type Container, type DaemonSet, type Deployment } from "./workloads.ts";

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
    uploader: uploaderOf(container),
    nodeAgent: nodeAgentOf(namespace, daemonSets),
  };
  return { ...facts, problems: [...serverProblems(facts), ...nodeAgentProblems(facts)] };
}

/** kopia is what Velero takes without the flag, since 1.12. */
function uploaderOf({ command = [], args = [] }: Container): string {
  const flag = "--uploader-type=";
  return [...command, ...args].find((word) => word.startsWith(flag))?.slice(flag.length) ?? "kopia";
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
