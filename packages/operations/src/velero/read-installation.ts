import { labels } from "@holdfast/domain";
import { partOfVelero, type NodeAgent, type VeleroInstallation } from "./installation.ts";
import { nodeAgentProblems, serverProblems } from "./problems.ts";
import {
  hasNodeAgentLabel,
  selectorText,
  veleroContainer,
  type Container,
  type DaemonSet,
  type Deployment,
} from "./workloads.ts";

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

interface Agent {
  readonly daemonSet: DaemonSet;
  readonly image: string;
}

/** By what its container runs; before 1.10 it was called restic, and an upgrade may have left that one behind. */
function agentsIn(daemonSets: readonly DaemonSet[]): readonly Agent[] {
  const present = running(daemonSets, "node-agent");
  return present.length > 0 ? present : running(daemonSets, "restic");
}

function running(daemonSets: readonly DaemonSet[], word: string): readonly Agent[] {
  return daemonSets.flatMap((daemonSet) => {
    const container = veleroContainer(daemonSet.spec.template.spec, [word, "server"]);
    return container === undefined ? [] : [{ daemonSet, image: container.image ?? "" }];
  });
}

function nodeAgentOf(namespace: string, daemonSets: readonly DaemonSet[]): NodeAgent {
  const agents = agentsIn(daemonSets.filter(({ metadata }) => metadata.namespace === namespace)).toSorted(
    (one, other) => (one.daemonSet.metadata.name < other.daemonSet.metadata.name ? -1 : 1),
  );
  const [first] = agents;
  if (first === undefined) return { kind: "absent" };
  const unlabelled = agents.filter(({ daemonSet }) => !hasNodeAgentLabel(daemonSet.spec.template.metadata ?? {}));
  return {
    kind: "present",
    name: first.daemonSet.metadata.name,
    image: first.image,
    selectors: agents.map(({ daemonSet }) => selectorText(daemonSet.spec.selector)),
    unlabelled: unlabelled.map(({ daemonSet }) => daemonSet.metadata.name),
    desired: sum(agents.map(({ daemonSet }) => daemonSet.status?.desiredNumberScheduled)),
    ready: sum(agents.map(({ daemonSet }) => daemonSet.status?.numberReady)),
  };
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count = 0) => total + count, 0);
}

/** "localhost/velero:v1.18.3" → "v1.18.3". A digest behind the tag is ignored. */
export function versionOfImage(image: string): string | undefined {
  const tag = /:(v?\d+\.\d+\.\d+[^/@]*)(?:@.*)?$/.exec(image)?.[1];
  if (tag === undefined) return undefined;
  return tag.startsWith("v") ? tag : `v${tag}`;
}
