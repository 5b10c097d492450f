import { Fault, labels, operationsNamespace, refuseNamespace } from "@holdfast/domain";
import { isApiError, namespaces as namespaceType } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { defaultVeleroNamespace } from "../velero/find-velero.ts";
import { listApplications } from "./find-application.ts";

export interface NamespaceClaim {
  readonly slug: string;
  readonly namespaces: readonly string[];
}

/**
 * Makes the namespaces that are missing and marks all of them as the application's. The mark is written with an
 * optimistic lock, so that of two installs into one namespace one is refused. Safe to run again.
 * Faults: namespace-taken, naming every namespace that cannot be had; missing-rights.
 */
export async function claimNamespaces(context: Context, claim: NamespaceClaim): Promise<void> {
  await checkNamespaces(context, claim);
  for (const name of claim.namespaces) {
    try {
      await claimOne(context, claim.slug, name);
    } catch (error) {
      throw fromApiError(error);
    }
  }
}

/** What can be known without writing. Faults: namespace-taken. */
export async function checkNamespaces(context: Context, { slug, namespaces }: NamespaceClaim): Promise<void> {
  const others = (await listApplications(context)).filter((application) => application.slug !== slug);
  const reasons = namespaces.flatMap((name): readonly string[] => {
    const owner = others.find((application) => application.namespaces.includes(name));
    if (owner !== undefined) return [`${name} belongs to the application ${owner.slug}`];
    if (name === context.consoleNamespace || name === operationsNamespace) return [`${name} belongs to the console`];
    if (name === (context.veleroNamespace ?? defaultVeleroNamespace)) return [`${name} is Velero's`];
    const refusal = refuseNamespace(name);
    return refusal === undefined ? [] : [refusal];
  });
  if (reasons.length > 0) throw taken(slug, reasons);
}

async function claimOne(context: Context, slug: string, name: string): Promise<void> {
  const found = await context.kubernetes.get<KubernetesObject>(namespaceType, { name });
  if (found === undefined) {
    await createNamespace(context, slug, name);
    return;
  }
  const owner = found.metadata.labels?.[labels.application];
  if (owner === slug) return;
  if (owner !== undefined) throw taken(slug, [`${name} belongs to the application ${owner} (its label says so)`]);
  if (found.metadata.labels?.[labels.partOf] !== undefined) throw taken(slug, [`${name} belongs to the console`]);
  if (found.metadata.deletionTimestamp !== undefined) throw taken(slug, [`${name} is being deleted`]);
  const { resourceVersion } = found.metadata;
  const body = { metadata: { resourceVersion, labels: { [labels.application]: slug } } };
  await lost(context, slug, name, () =>
    context.kubernetes.patch(namespaceType, { name }, { kind: "merge", body }, { fieldManager: claimManager }),
  );
}

/** Not the manager of the manifests: a release that ships its Namespace must not lose this label when it leaves. */
const claimManager = "holdfast-claims";

async function createNamespace(context: Context, slug: string, name: string): Promise<void> {
  const namespace: KubernetesObject = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { [labels.application]: slug } },
  };
  await lost(context, slug, name, () =>
    context.kubernetes.create(namespaceType, namespace, { fieldManager: claimManager }),
  );
}

/** Somebody wrote the namespace in between: look again, and claim or refuse what is found. */
async function lost(context: Context, slug: string, name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isApiError(error, "Conflict", "AlreadyExists")) throw error;
    await claimOne(context, slug, name);
  }
}

/** Takes the mark off again; the namespaces themselves stay. */
export async function releaseNamespaces(context: Context, { slug, namespaces }: NamespaceClaim): Promise<void> {
  for (const name of namespaces) {
    const found = await context.kubernetes.get<KubernetesObject>(namespaceType, { name });
    if (found?.metadata.labels?.[labels.application] !== slug) continue;
    const body = { metadata: { labels: { [labels.application]: null } } };
    await context.kubernetes.patch(namespaceType, { name }, { kind: "merge", body }, { fieldManager: claimManager });
  }
}

function taken(slug: string, reasons: readonly string[]): Fault {
  return new Fault("namespace-taken", `${slug} cannot have its namespaces.`, {
    reason: reasons.join("\n"),
    remedy: "A namespace belongs to one application or to the console. Choose another one with --namespace.",
  });
}
