import { annotations, readOsImage } from "@holdfast/domain";
import type { ClusterPlatform } from "@holdfast/domain";
import { nodes } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { findVeleros } from "../velero/find-velero.ts";
import { askServerStatus } from "../velero/server-status.ts";

interface NodeInfo {
  readonly operatingSystem?: string;
  readonly osImage?: string;
  readonly architecture?: string;
}

interface Node extends KubernetesObject {
  readonly status?: { readonly nodeInfo?: NodeInfo };
}

/** What the nodes say, the first one standing for the cluster where only one answer fits. */
export interface NodesPlatform {
  /** linux or windows; "unknown" without the right to list nodes. */
  readonly os: string;
  readonly architecture: string;
  readonly installMethod: string;
  readonly nodes: ClusterPlatform["nodes"];
}

/** A cluster has more nodes than kinds of nodes: the first page tells. */
const lookedAt = 500;

export async function readNodes(context: Context): Promise<NodesPlatform> {
  const unknown = { os: "unknown", architecture: "unknown", installMethod: "existing-cluster", nodes: [] };
  const [answer] = await context.kubernetes.reviewAccess([{ verb: "list", group: "", resource: "nodes" }]);
  if (answer?.allowed !== true) return unknown;
  const { items } = await context.kubernetes.list<Node>(nodes, { limit: lookedAt });
  const first = items[0];
  const info = first?.status?.nodeInfo;
  return {
    os: info?.operatingSystem ?? unknown.os,
    architecture: info?.architecture ?? unknown.architecture,
    installMethod: first?.metadata.labels?.[annotations.installMethod] ?? unknown.installMethod,
    nodes: items.map(({ status }) => platformOf(status?.nodeInfo ?? {})),
  };
}

function platformOf({ osImage, architecture }: NodeInfo): ClusterPlatform["nodes"][number] {
  const operatingSystem = osImage === undefined ? undefined : readOsImage(osImage);
  return {
    ...(operatingSystem === undefined ? {} : { operatingSystem }),
    ...(architecture === undefined ? {} : { architecture }),
  };
}

/** What a restore into this cluster meets. Faults: those of reading the cluster. */
export async function readPlatform(context: Context): Promise<ClusterPlatform> {
  const [{ installMethod, nodes: all }, version, velero] = await Promise.all([
    readNodes(context),
    context.kubernetes.version(),
    veleroVersion(context),
  ]);
  return {
    nodes: all,
    installMethod,
    kubernetes: version.gitVersion,
    ...(velero === undefined ? {} : { velero }),
  };
}

/** The server's own word, else its image's tag; absent when there is no Velero, or more than one to choose from. */
async function veleroVersion(context: Context): Promise<string | undefined> {
  const [only, other] = await findVeleros(context);
  if (only === undefined || other !== undefined) return undefined;
  return (await askServerStatus(context, only.namespace))?.version ?? only.version;
}
