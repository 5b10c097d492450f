import { Fault, fieldManager, labels, notable } from "@holdfast/domain";
import type { Judgement } from "@holdfast/domain";
import { isApiError, secrets, type UnstructuredObject } from "@holdfast/kubernetes";
import { adoptInstallation, definitionNames, parseInstallerOutput } from "@holdfast/velero";
import type { Context } from "../../context.ts";
import { fromApiError } from "../../faults/from-api-error.ts";
import { judgeFacts, judgeVeleroHere, refuseBroken } from "../../compatibility/judge-installation.ts";
import { requireRights } from "../../installation/rights.ts";
import { findVeleros } from "../find-velero.ts";
import { partOfVelero, type VeleroProblem } from "../installation.ts";
import { versionOfImage } from "../read-installation.ts";
import type { ServerStatus } from "../server-status.ts";
import { addMissing } from "./add-missing.ts";
import { awaitEstablished, awaitWorking } from "./await-working.ts";
import { planInstall, type InstallPlan } from "./plan-install.ts";
import { printInstallation } from "./print-installation.ts";
import { recordKit } from "../../recovery/kit-record.ts";
import { ensureRepositoryPassword, refuseOtherPassword } from "./repository-password.ts";
import { veleroRights } from "./velero-rights.ts";

export interface VeleroInstallOptions {
  readonly namespace: string;
  readonly image: string;
  readonly pluginImages: readonly string[];
  readonly kubeletRootDir?: string;
  readonly imagePullSecret?: string;
  /** What `velero install --dry-run` printed on this machine; absent: a pod of the image prints it. */
  readonly printed?: string;
  /** Change a Velero that is theirs, to add what it lacks. */
  readonly manage: boolean;
  /** Of a recovery kit: in place before Velero starts. Default: a random one. */
  readonly repositoryPassword?: string;
}

export type VeleroInstallOutcome =
  | {
      readonly kind: "installed";
      readonly namespace: string;
      readonly server: ServerStatus;
      /** "given": that of a recovery kit is in place. */
      readonly repositoryPassword: "made" | "kept" | "given";
      /** What of it is not tested with this Holdfast. */
      readonly judgements: readonly Judgement[];
    }
  | {
      readonly kind: "theirs";
      readonly namespace: string;
      readonly problems: readonly VeleroProblem[];
      readonly added: readonly string[];
      readonly judgements: readonly Judgement[];
    };

/**
 * Installs Velero with node agent and plugins as its own installer would, labelled as ours, and returns when it works.
 * Safe to run again: it goes on where it was. A Velero that is theirs is left as it is, unless `manage` is set;
 * a kit's repository password is put in place where there is none.
 */
export async function installVelero(context: Context, options: VeleroInstallOptions): Promise<VeleroInstallOutcome> {
  try {
    const { veleroNamespace: _, ...everywhere } = context;
    const plan = planInstall(await findVeleros(everywhere), options);
    await refuseOtherRepositories(context, plan, options);
    if (plan.kind === "use-theirs") {
      const password = await bringPassword(context, plan.present.namespace, options);
      const added = [...password, ...(options.manage ? await addMissing(context, plan.present, options) : [])];
      const judgements = notable(await judgeVeleroHere(context, plan.present, { purpose: "write" }));
      return { kind: "theirs", namespace: plan.present.namespace, problems: plan.present.problems, added, judgements };
    }
    const judgements = await judgeWish(context, options);
    refuseBroken(judgements);
    await requireRights(context, veleroRights(options.namespace), "install Velero");
    return await install(context, options, notable(judgements));
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Before anything is changed: volumes of the kit's backups cannot be read with another password. */
async function refuseOtherRepositories(
  context: Context,
  plan: InstallPlan,
  options: VeleroInstallOptions,
): Promise<void> {
  const { repositoryPassword, namespace } = options;
  if (repositoryPassword === undefined) return;
  const there = plan.kind === "install" ? namespace : plan.present.namespace;
  await refuseOtherPassword(context.kubernetes, there, repositoryPassword);
}

/** The kit's password into a Velero that is theirs and has none yet: its own would be made at its next start. */
async function bringPassword(
  context: Context,
  namespace: string,
  { repositoryPassword }: VeleroInstallOptions,
): Promise<readonly string[]> {
  if (repositoryPassword === undefined) return [];
  const { kubernetes } = context;
  const ensured = await ensureRepositoryPassword(kubernetes, namespace, repositoryPassword);
  await recordKit(context, { veleroNamespace: namespace, repositoryPassword });
  return ensured === "made" ? ["the recovery kit's repository password: Secret velero-repo-credentials"] : [];
}

/** Before anything is installed: what is known of this Velero, its plugins and this Kubernetes. */
async function judgeWish(
  context: Context,
  { image, pluginImages }: VeleroInstallOptions,
): Promise<readonly Judgement[]> {
  const { gitVersion } = await context.kubernetes.version();
  const velero = versionOfImage(image) ?? "of unknown version";
  return judgeFacts({ velero, kubernetes: gitVersion, uploader: "kopia", pluginImages, purpose: "write" });
}

async function install(
  context: Context,
  options: VeleroInstallOptions,
  judgements: readonly Judgement[],
): Promise<VeleroInstallOutcome> {
  const { namespace } = options;
  await context.kubernetes.apply(veleroNamespace(namespace));
  if (options.imagePullSecret !== undefined) await requireSecret(context, namespace, options.imagePullSecret);
  context.report({ message: "Asking Velero's installer for its objects" });
  const printed =
    options.printed === undefined ? await printInstallation(context, options) : parseInstallerOutput(options.printed);
  const objects = adoptInstallation(printed, {
    labels: { [labels.partOf]: partOfVelero },
    ...(options.imagePullSecret === undefined ? {} : { imagePullSecret: options.imagePullSecret }),
  });
  context.report({ message: "Applying Velero's definitions" });
  await applyAll(context, objects.filter(isDefinition));
  await awaitEstablished(context, definitionNames(objects));
  // Before the Deployment: a server that finds no password makes the well-known one.
  const ensured = await ensureRepositoryPassword(context.kubernetes, namespace, options.repositoryPassword);
  const repositoryPassword = options.repositoryPassword === undefined ? ensured : "given";
  // The kit that the password came from is one for this cluster, too.
  if (options.repositoryPassword !== undefined) {
    await recordKit(context, { veleroNamespace: namespace, repositoryPassword: options.repositoryPassword });
  }
  context.report({ message: "Applying Velero's server and node agent" });
  await applyAll(
    context,
    objects.filter((object) => !isDefinition(object)),
  );
  const server = await awaitWorking(context, { namespace });
  return { kind: "installed", namespace, server, repositoryPassword, judgements };
}

function isDefinition(object: UnstructuredObject): boolean {
  return object.kind === "CustomResourceDefinition";
}

/** Forced: these objects are ours, or left over from a Velero that is gone. */
async function applyAll(context: Context, objects: readonly UnstructuredObject[]): Promise<void> {
  for (const object of objects) {
    await context.kubernetes.apply(object, { fieldManager, force: true, signal: context.signal });
  }
}

/** As Velero's installer labels it: the node agent mounts the kubelet's directory. */
function veleroNamespace(name: string): UnstructuredObject {
  const level = { enforce: "privileged", audit: "privileged", warn: "privileged" };
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: {
        [labels.partOf]: partOfVelero,
        ...Object.fromEntries(
          Object.entries(level).map(([mode, value]) => [`pod-security.kubernetes.io/${mode}`, value]),
        ),
      },
    },
  };
}

async function requireSecret(context: Context, namespace: string, name: string): Promise<void> {
  const secret = await context.kubernetes.get(secrets, { namespace, name }).catch((error: unknown) => {
    if (isApiError(error, "Forbidden")) return null;
    throw error;
  });
  if (secret !== undefined) return;
  throw new Fault("invalid-argument", `There is no Secret ${name} in namespace ${namespace}`, {
    remedy: `kubectl -n ${namespace} create secret docker-registry ${name} --docker-server=… --docker-username=… --docker-password=…`,
  });
}
