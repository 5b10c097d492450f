import type { DiagnosisNames, Statement } from "@holdfast/domain";
import { backupRepositoryType, backupStorageLocationType } from "@holdfast/velero";
import type { BackupRepository, BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { nodeAgents } from "../velero/node-agents.ts";
import type { NodeAgentOnNode } from "../velero/node-agents.ts";
import { seen } from "./seen.ts";
import type { SeenStatements } from "./seen.ts";
import { readVeleroPods } from "./velero-pods.ts";

/** How Velero, its pods and the destinations are now. */
export interface Surroundings {
  readonly names: DiagnosisNames;
  readonly statements: readonly Statement[];
}

export interface SurroundingsQuestion {
  /** Only this destination; absent: all. */
  readonly location?: string;
  /** Only repositories of these namespaces; absent: all. */
  readonly namespaces?: readonly string[];
  /** What happened to pods before then is not told. */
  readonly sinceMilliseconds: number;
}

export async function readSurroundings(
  context: Context,
  velero: VeleroInstallation,
  question: SurroundingsQuestion,
): Promise<Surroundings & SeenStatements> {
  const { kubernetes } = context;
  const { namespace } = velero;
  const [locations, repositories, agents, pods] = await Promise.all([
    seen(`backup storage locations in ${namespace}`, () =>
      kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace }),
    ),
    seen(`backup repositories in ${namespace}`, () =>
      kubernetes.listAll<BackupRepository>(backupRepositoryType, { namespace }),
    ),
    nodeAgentStatements(context, velero),
    readVeleroPods(context, namespace, question.sinceMilliseconds),
  ]);
  const wanted = locations.items.filter(({ metadata }) => [undefined, metadata.name].includes(question.location));
  const statements = [
    ...wanted.flatMap(locationStatements),
    ...repositories.items.filter((one) => isWanted(one, question)).flatMap(repositoryStatements),
    ...agents.statements,
    ...serverStatements(velero),
    ...pods.statements,
  ];
  const unread = [...locations.unread, ...repositories.unread, ...agents.unread, ...pods.unread];
  return { names: namesOf(velero, question.location ?? wanted[0]?.metadata.name), statements, unread };
}

export function namesOf({ namespace, deployment, nodeAgent }: VeleroInstallation, location?: string): DiagnosisNames {
  return {
    veleroNamespace: namespace,
    deployment: deployment.name,
    nodeAgent: nodeAgent.kind === "present" ? nodeAgent.name : "node-agent",
    location: location ?? "LOCATION",
  };
}

export function locationStatements({ metadata, status }: BackupStorageLocation): readonly Statement[] {
  if (status?.phase !== "Unavailable") return [];
  const text = status.message === undefined || status.message === "" ? "it is Unavailable" : status.message;
  return [{ source: "location", where: `BackupStorageLocation ${metadata.name}`, text }];
}

function repositoryStatements({ metadata, spec, status }: BackupRepository): readonly Statement[] {
  if (status?.phase !== "NotReady") return [];
  const where = `BackupRepository ${metadata.name} (volumes of ${spec.volumeNamespace})`;
  return [{ source: "repository", where, text: `repository is NotReady: ${status.message ?? ""}` }];
}

function isWanted({ spec }: BackupRepository, { location, namespaces }: SurroundingsQuestion): boolean {
  const isHere = location === undefined || spec.backupStorageLocation === location;
  return isHere && (namespaces === undefined || namespaces.includes(spec.volumeNamespace));
}

async function nodeAgentStatements(context: Context, velero: VeleroInstallation): Promise<SeenStatements> {
  const { namespace, nodeAgent } = velero;
  if (nodeAgent.kind === "absent") {
    const statement = agentStatement(`namespace ${namespace}`, `there is no node agent in namespace ${namespace}`);
    return { statements: [statement], unread: [] };
  }
  const onNodes = await nodeAgents(context, velero);
  if (onNodes.length === 0) return { statements: [], unread: ["node agents: nodes or their pods may not be read"] };
  return { statements: onNodes.flatMap(troubleOnNode), unread: [] };
}

function troubleOnNode({ node, state, reason }: NodeAgentOnNode): readonly Statement[] {
  if (state === "absent") return [agentStatement(`Node ${node}`, `no node agent on node ${node}`)];
  if (state !== "not-ready") return [];
  const why = reason === undefined ? "" : `: ${reason}`;
  return [agentStatement(`Node ${node}`, `node agent on node ${node} is not Ready${why}`)];
}

function agentStatement(where: string, text: string): Statement {
  return { source: "node-agent", where, text };
}

function serverStatements({ namespace, deployment }: VeleroInstallation): readonly Statement[] {
  // With 0 replicas it may run as a process elsewhere.
  if (deployment.replicas === 0 || deployment.ready > 0) return [];
  const where = `Deployment ${namespace}/${deployment.name}`;
  return [{ source: "server", where, text: "no pod of Velero's server is Ready" }];
}
