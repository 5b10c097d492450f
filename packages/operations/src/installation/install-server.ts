import { Fault, labels, notable } from "@holdfast/domain";
import type { Judgement } from "@holdfast/domain";
import { namespaces, type UnstructuredObject } from "@holdfast/kubernetes";
import { applyAll, applyDefinitions, refuseNewerDefinitions } from "./apply-definitions.ts";
import { judgeInstallation, refuseBroken } from "../compatibility/judge-installation.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { awaitServer } from "./await-server.ts";
import { ensureConsolePassword } from "./console-password.ts";
import { instanceId } from "./instance.ts";
import { makeNamespace } from "./own-namespace.ts";
import { requireRights } from "./rights.ts";
import { partOfConsole, serverObjects, type ServerOptions } from "./server-objects.ts";
import { serverRights } from "./server-rights.ts";

export interface ServerInstallation {
  readonly namespace: string;
  readonly image: string;
  readonly replicas: number;
  readonly instance: string;
  /** What of versions is not tested with this Holdfast. */
  readonly judgements: readonly Judgement[];
  /** Shown once; absent when the console had a password already. */
  readonly password?: string;
}

const readySeconds = 3 * 60;

/**
 * Applies the console's objects and returns when its server is Ready. Rights are checked first, all at once. Safe to
 * run again, with other options too. `context.consoleNamespace` is the namespace.
 */
export async function installServer(
  context: Context,
  manifests: readonly UnstructuredObject[],
  options: ServerOptions,
): Promise<ServerInstallation> {
  try {
    await requireRights(context, serverRights(options.namespace), "install Holdfast");
    const judgements = await judgeInstallation(context);
    // Uploader and plugin are changed in Velero's Deployment; a backup is refused until they are.
    refuseBroken(judgements.filter(({ code }) => code !== "plugin" && code !== "uploader"));
    await refuseTakenNamespace(context, options.namespace);
    await refuseNewerDefinitions(context, options.version);
    const objects = serverObjects(manifests, options);
    context.report({ message: "Applying the console's objects" });
    await makeNamespace(context.kubernetes, options.namespace, { [labels.partOf]: partOfConsole });
    await applyDefinitions(context, objects);
    await applyAll(
      context,
      objects.filter((object) => object.kind !== "CustomResourceDefinition" && object.kind !== "Deployment"),
    );
    const instance = await instanceId(context);
    await applyAll(
      context,
      objects.filter((object) => object.kind === "Deployment"),
    );
    await awaitServer(context, { ...options, deadlineSeconds: readySeconds });
    // Last: it can be shown only by the run that made it, and a run that fails shows nothing.
    const password = await ensureConsolePassword(context);
    const { namespace, image, replicas } = options;
    return {
      namespace,
      image,
      replicas,
      instance,
      judgements: notable(judgements),
      ...(password === undefined ? {} : { password }),
    };
  } catch (error) {
    throw fromApiError(error);
  }
}

/** A namespace belongs to one application or to the console, never to two. */
export async function refuseTakenNamespace(context: Context, name: string): Promise<void> {
  const namespace = await context.kubernetes.get(namespaces, { name });
  const application = namespace?.metadata.labels?.["holdfast.dev/application"];
  if (application === undefined) return;
  throw new Fault("namespace-taken", `Namespace ${name} belongs to the application ${application}`, {
    remedy: "Give another namespace with --namespace",
  });
}
