import { createHash } from "node:crypto";
import { annotations, labels } from "@holdfast/domain";
import type { PlannedDeletion } from "@holdfast/domain";
import { cronJobs, daemonSets, deployments, jobs, pods, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { partOfConsole, serverName } from "../installation/server-objects.ts";
import type { ConsolePlan } from "./console-restore-input.ts";

const workloadTypes: readonly ResourceType[] = [deployments, statefulSets, daemonSets, cronJobs, jobs];

/** On every pod of the server. */
export const serverPodSelector = `app.kubernetes.io/name=${serverName}`;

/** What decides about a restore of the console, besides what is in the cluster. */
export interface ConsoleDecisions {
  readonly set: string;
  readonly backupUid: string;
  readonly namespace: string;
  readonly image: string;
}

/** Looks at the cluster and decides. The same cluster and the same decisions give the same hash. */
export async function makeConsolePlan(context: Context, decisions: ConsoleDecisions): Promise<ConsolePlan> {
  const deletions = await findWorkloads(context, decisions.namespace);
  const { set, backupUid, namespace, image } = decisions;
  const decided = [set, backupUid, namespace, image, deletions.map(({ kind, name, uid }) => [kind, name, uid])];
  return { deletions, hash: createHash("sha256").update(JSON.stringify(decided)).digest("hex") };
}

/** What an installation of ours runs in the namespace: never records, claims, or what somebody else put there. */
async function findWorkloads(context: Context, namespace: string): Promise<readonly PlannedDeletion[]> {
  const query = { namespace, labelSelector: `${labels.partOf}=${partOfConsole}` };
  const owned = await Promise.all(
    workloadTypes.map(async (type) => (await context.kubernetes.listAll(type, query)).map((one) => planned(type, one))),
  );
  const servers = await context.kubernetes.listAll(pods, { namespace, labelSelector: serverPodSelector });
  const bare = servers.filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
  const found = [...owned.flat(), ...bare.map((pod) => planned(pods, pod))];
  return found.sort((one, other) => one.uid.localeCompare(other.uid));
}

function planned({ group, version, kind }: ResourceType, { metadata }: KubernetesObject): PlannedDeletion {
  const { name, namespace = "", uid = "" } = metadata;
  return { group, version, kind, namespace, name, uid, wave: "workloads" };
}

/** The version of the console that is there, as far as it says. */
export async function presentVersion(context: Context, namespace: string): Promise<string | undefined> {
  const found = await context.kubernetes.get(deployments, { namespace, name: serverName });
  return found?.metadata.annotations?.[annotations.version];
}
