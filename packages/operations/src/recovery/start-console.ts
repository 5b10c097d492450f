import { labels } from "@holdfast/domain";
import { deployments, isApiError } from "@holdfast/kubernetes";
import type { UnstructuredObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { applyAll, applyDefinitions } from "../installation/apply-definitions.ts";
import { makeNamespace } from "../installation/own-namespace.ts";
import { readManifests } from "../installation/read-manifests.ts";
import { partOfConsole, serverName, serverObjects } from "../installation/server-objects.ts";
import type { ConsoleRestoreInput } from "./console-restore-input.ts";
import type { BackedUpConsole, ServerDeployment } from "./read-console.ts";

const rightsKinds: readonly string[] = ["ServiceAccount", "ClusterRole", "ClusterRoleBinding"];

type Ground = Pick<ConsoleRestoreInput, "namespace" | "image" | "version">;

/**
 * The console's namespace, Holdfast's own definitions and the server's rights, of this program: it is as new as the
 * backup's console or newer. Needed before any record comes back, those of applications too. Safe to run again.
 */
export async function applyGround(context: Context, ground: Ground): Promise<void> {
  const { namespace, image, version } = ground;
  context.report({ message: "Applying Holdfast's definitions and the server's rights" });
  const objects = serverObjects(await readManifests(), { namespace, image, version, replicas: 1 });
  await makeNamespace(context.kubernetes, namespace, { [labels.partOf]: partOfConsole });
  await applyDefinitions(context, objects);
  await applyAll(
    context,
    objects.filter(({ kind }) => rightsKinds.includes(kind)),
  );
}

/**
 * Puts the backed-up Deployment back, with what an administrator had set in it, and this version's objects over it: for
 * a backup of the same version that changes nothing but the image. Safe to run again.
 */
export async function startConsole(context: Context, console: BackedUpConsole, ground: Ground): Promise<void> {
  const { namespace, image, version } = ground;
  const { replicas, imagePullSecret } = console;
  const options = { namespace, image, version, replicas };
  const objects = serverObjects(await readManifests(), {
    ...options,
    ...(imagePullSecret === undefined ? {} : { imagePullSecret }),
  });
  context.report({ message: "Starting the console's server" });
  await recreateDeployment(context, console.deployment, namespace);
  await applyAll(
    context,
    objects.filter(({ kind }) => kind === "Service" || kind === "Deployment"),
  );
}

/** Standing still: it starts with the image that was decided. Who owns which field is written as it was, as Velero does it. */
async function recreateDeployment(context: Context, backedUp: ServerDeployment, namespace: string): Promise<void> {
  const { kubernetes } = context;
  const { labels: written, annotations, managedFields } = backedUp.metadata;
  const deployment: UnstructuredObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: serverName,
      namespace,
      ...(written === undefined ? {} : { labels: written }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: { ...backedUp.spec, replicas: 0 },
  };
  try {
    await kubernetes.create(deployments, deployment);
  } catch (error) {
    if (isApiError(error, "AlreadyExists")) return;
    throw error;
  }
  if (managedFields === undefined) return;
  const body = { metadata: { managedFields } };
  await kubernetes.patch(deployments, { namespace, name: serverName }, { kind: "merge", body });
}
