import { Fault, labels } from "@holdfast/domain";
import type { KubernetesObject, UnstructuredObject } from "@holdfast/kubernetes";
import { readContents } from "@holdfast/velero";
import type { ContentsEntry } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { serverName } from "../installation/server-objects.ts";
import { openArtefact } from "../restores/read-contents.ts";

export interface ConsoleToRead {
  readonly veleroNamespace: string;
  readonly backup: string;
  readonly namespace: string;
}

/** What the console's tarball holds, as far as a restore writes it itself. */
export interface BackedUpConsole {
  readonly deployment: ServerDeployment;
  readonly image: string;
  /** At least one: a console that was backed up while it stood still runs again. */
  readonly replicas: number;
  readonly imagePullSecret?: string;
  readonly records: readonly UnstructuredObject[];
}

interface PodSpec {
  readonly containers?: readonly { readonly name: string; readonly image?: string }[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
}

export interface ServerDeployment extends KubernetesObject {
  readonly spec: { readonly replicas?: number; readonly template: { readonly spec: PodSpec } };
}

/**
 * Reads the tarball to its end, which proves that it can be read. Faults: artefact-unreadable, deadline-passed;
 * backup-damaged when the console's server is not in it: such a backup would leave an empty console behind.
 */
export async function readConsole(context: Context, from: ConsoleToRead): Promise<BackedUpConsole> {
  const stream = await openArtefact(context, from, "BackupContents");
  const records: UnstructuredObject[] = [];
  let deployment: ServerDeployment | undefined;
  for await (const { object } of readContents(stream, (entry) => isWanted(entry, from.namespace))) {
    const candidate = object as unknown as UnstructuredObject;
    if (candidate.metadata.labels?.[labels.record] !== undefined) records.push(candidate);
    else if (candidate.kind === "Deployment" && candidate.metadata.name === serverName)
      deployment = candidate as unknown as ServerDeployment;
  }
  const image = imageOf(deployment);
  if (deployment === undefined || image === undefined) throw empty(from);
  const pull = deployment.spec.template.spec.imagePullSecrets?.[0]?.name;
  return {
    deployment,
    image,
    replicas: Math.max(deployment.spec.replicas ?? 1, 1),
    ...(pull === undefined ? {} : { imagePullSecret: pull }),
    records,
  };
}

/** The Deployment, and whatever may be a record of ours. */
function isWanted({ resource, namespace }: ContentsEntry, console: string): boolean {
  if (namespace !== console) return false;
  return recordResources.includes(resource) || resource.endsWith(".holdfast.dev");
}

const recordResources: readonly string[] = ["secrets", "configmaps", "deployments.apps"];

function imageOf(deployment: ServerDeployment | undefined): string | undefined {
  const containers = deployment?.spec.template.spec.containers ?? [];
  return (containers.find(({ name }) => name === "server") ?? containers[0])?.image;
}

function empty({ backup, namespace }: ConsoleToRead): Fault {
  return new Fault("backup-damaged", `Backup ${backup} holds no console.`, {
    reason: `Its tarball was read to the end; there is no Deployment ${serverName} of namespace ${namespace} in it.`,
    remedy: "Choose another full backup: `holdfast recovery list`. Nothing was deleted.",
    where: `Backup ${backup}`,
  });
}
