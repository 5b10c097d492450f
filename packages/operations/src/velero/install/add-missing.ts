import { fieldManager } from "@holdfast/domain";
import { daemonSets, deployments, type UnstructuredObject } from "@holdfast/kubernetes";
import { parseInstallerOutput } from "@holdfast/velero";
import type { Context } from "../../context.ts";
import { requireRights, rightsTo } from "../../installation/rights.ts";
import type { VeleroInstallation } from "../installation.ts";
import { awaitWorking } from "./await-working.ts";
import { printInstallation } from "./print-installation.ts";

export interface AddMissingOptions {
  readonly pluginImages: readonly string[];
  readonly kubeletRootDir?: string;
  readonly imagePullSecret?: string;
  readonly printed?: string;
}

/**
 * Adds to a Velero that is theirs what Holdfast needs, and nothing else: the node agent of the same image, the plugin
 * for S3, a server scaled up from 0. Its locations, schedules and backups stay as they are. Returns what was added,
 * when it works.
 */
export async function addMissing(
  context: Context,
  velero: VeleroInstallation,
  options: AddMissingOptions,
): Promise<readonly string[]> {
  const { namespace } = velero;
  await requireRights(
    context,
    [
      ...rightsTo({
        verbs: ["get", "patch"],
        group: "apps",
        resource: "deployments",
        namespace,
        purpose: "add the plugin to Velero's server",
      }),
      ...rightsTo({
        verbs: ["create", "patch"],
        group: "apps",
        resource: "daemonsets",
        namespace,
        purpose: "add Velero's node agent",
      }),
    ],
    "add what this Velero lacks",
  );
  const added = [
    ...(await addNodeAgent(context, velero, options)),
    ...(await addPlugins(context, velero, options)),
    ...(await scaleUp(context, velero)),
  ];
  const server = velero.deployment.name;
  const nodeAgent = velero.nodeAgent.kind === "present" ? { nodeAgent: velero.nodeAgent.name } : {};
  if (added.length > 0) await awaitWorking(context, { namespace, server, ...nodeAgent });
  return added;
}

async function addNodeAgent(
  context: Context,
  velero: VeleroInstallation,
  options: AddMissingOptions,
): Promise<readonly string[]> {
  if (velero.nodeAgent.kind === "present") return [];
  const { namespace, deployment } = velero;
  const installer = { ...options, namespace, image: deployment.image };
  const printed =
    options.printed === undefined ? await printInstallation(context, installer) : parseInstallerOutput(options.printed);
  const daemonSet = printed.find((object) => object.kind === "DaemonSet");
  if (daemonSet === undefined) return [];
  const { status: _, ...object } = daemonSet;
  await context.kubernetes.create<UnstructuredObject>(daemonSets, object, { fieldManager });
  return [`the node agent: DaemonSet ${daemonSet.metadata.name}`];
}

/** The init container that copies the plugin, as `velero plugin add` makes it. */
async function addPlugins(
  context: Context,
  velero: VeleroInstallation,
  options: AddMissingOptions,
): Promise<readonly string[]> {
  const known = velero.pluginImages.map(programOf);
  const missing = options.pluginImages.filter((image) => !known.includes(programOf(image)));
  const name = { name: velero.deployment.name, namespace: velero.namespace };
  for (const image of missing) {
    const container = {
      name: programOf(image),
      image,
      imagePullPolicy: "IfNotPresent",
      volumeMounts: [{ name: "plugins", mountPath: "/target" }],
    };
    const body = { spec: { template: { spec: { initContainers: [container] } } } };
    await context.kubernetes.patch(deployments, name, { kind: "strategic", body });
  }
  return missing.map((image) => `the plugin ${image}`);
}

async function scaleUp(context: Context, velero: VeleroInstallation): Promise<readonly string[]> {
  if (velero.deployment.replicas > 0) return [];
  const name = { name: velero.deployment.name, namespace: velero.namespace };
  await context.kubernetes.patch(deployments, name, { kind: "merge", body: { spec: { replicas: 1 } } });
  return [`Deployment ${velero.deployment.name} was scaled from 0 to 1`];
}

/** "registry/velero/velero-plugin-for-aws:v1.14.3" → "velero-plugin-for-aws". */
function programOf(image: string): string {
  return (image.split("/").pop() ?? image).replace(/[:@].*$/, "");
}
