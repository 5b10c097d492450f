import { Fault, labels, operationsNamespace, refuseNamespace } from "@holdfast/domain";
import { isApiError, namespaces as namespaceType } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { defaultVeleroNamespace, findVeleros } from "../velero/find-velero.ts";
import type { InstalledApplication } from "./application.ts";
import { listApplications } from "./find-application.ts";
import { findForeignObjects } from "./foreign-objects.ts";

export interface NamespaceClaim {
  readonly slug: string;
  readonly namespaces: readonly string[];
  /** A namespace that is not marked yet is refused when it holds what is not this application's. */
  readonly refuseForeign?: boolean;
  /**
   * The id of a copy that is to be made in them: until its Application is there they must be empty, whatever mark they
   * carry, since the mark may stand for data that were kept of a removed application.
   */
  readonly newFor?: string;
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
      await claimOne(context, claim, name);
    } catch (error) {
      throw fromApiError(error);
    }
  }
}

/** What can be known without writing. Faults: namespace-taken. */
export async function checkNamespaces(context: Context, claim: NamespaceClaim): Promise<void> {
  const { slug } = claim;
  const applications = await listApplications(context);
  const veleros = await veleroNamespaces(context);
  const reasons: string[] = [];
  for (const name of claim.namespaces) {
    const reason =
      refuseByName(context, name, { slug, applications, veleros }) ?? (await refuseFound(context, claim, name));
    if (reason !== undefined) reasons.push(reason);
    else if (looksInside(claim) && !isOwn(applications, claim, name)) {
      reasons.push(...(await refuseContents(context, claim, name)));
    }
  }
  if (reasons.length > 0) throw taken(claim, reasons);
}

interface Owners {
  readonly slug: string;
  readonly applications: readonly InstalledApplication[];
  readonly veleros: readonly string[];
}

function refuseByName(context: Context, name: string, { slug, applications, veleros }: Owners): string | undefined {
  const owner = applications.find((one) => one.slug !== slug && one.namespaces.includes(name));
  if (owner !== undefined) return `${name} belongs to the application ${owner.slug}`;
  if (name === context.consoleNamespace || name === operationsNamespace) return `${name} belongs to the console`;
  if (veleros.includes(name)) return `${name} is Velero's`;
  return refuseNamespace(name);
}

/**
 * All of them, whichever is chosen for backups; and the one where Velero will be, when there is none yet. Who may not
 * read Deployments everywhere may still install: a namespace with a Velero holds foreign objects.
 */
async function veleroNamespaces(context: Context): Promise<readonly string[]> {
  const { veleroNamespace: chosen = defaultVeleroNamespace, ...anywhere } = context;
  try {
    return [chosen, ...(await findVeleros(anywhere)).map(({ namespace }) => namespace)];
  } catch (error) {
    if (error instanceof Fault && error.code === "missing-rights") return [chosen];
    throw error;
  }
}

async function refuseFound(context: Context, { slug }: NamespaceClaim, name: string): Promise<string | undefined> {
  try {
    const found = await context.kubernetes.get<KubernetesObject>(namespaceType, { name });
    return found === undefined ? undefined : refuseByMarks(slug, found);
  } catch (error) {
    throw fromApiError(error);
  }
}

function refuseByMarks(slug: string, { metadata }: KubernetesObject): string | undefined {
  const { name } = metadata;
  const owner = metadata.labels?.[labels.application];
  if (owner === slug) return undefined;
  if (owner !== undefined) {
    return `${name} belongs to the application ${owner}, or holds its data (the label ${labels.application} says so)`;
  }
  if (metadata.labels?.[labels.partOf] !== undefined) return `${name} belongs to the console`;
  return metadata.deletionTimestamp === undefined ? undefined : `${name} is being deleted`;
}

function looksInside({ refuseForeign, newFor }: NamespaceClaim): boolean {
  return refuseForeign === true || newFor !== undefined;
}

function isOwn(applications: readonly InstalledApplication[], { slug, newFor }: NamespaceClaim, name: string): boolean {
  const own = applications.filter((one) => one.slug === slug && (newFor === undefined || one.id === newFor));
  return own.some((one) => one.namespaces.includes(name));
}

/** Names a few: enough to tell whose namespace it is. */
const namedObjects = 5;

async function refuseContents(
  context: Context,
  { slug, newFor }: NamespaceClaim,
  name: string,
): Promise<readonly string[]> {
  const forCopy = newFor !== undefined;
  try {
    const found = await context.kubernetes.get<KubernetesObject>(namespaceType, { name });
    if (found === undefined) return [];
    if (!forCopy && found.metadata.labels?.[labels.application] === slug) return [];
    const objects = await findForeignObjects(context, forCopy ? undefined : slug, name);
    if (objects.length === 0) return [];
    const more = objects.length > namedObjects ? ` and ${objects.length - namedObjects} more` : "";
    const named = `${objects.slice(0, namedObjects).join(", ")}${more}`;
    return [
      forCopy
        ? `${name} is not empty: ${named}`
        : `${name} holds objects that are not ${slug}'s: ${named} (--adopt-namespace takes it all the same)`,
    ];
  } catch (error) {
    throw fromApiError(error);
  }
}

async function claimOne(context: Context, claim: NamespaceClaim, name: string): Promise<void> {
  const { slug } = claim;
  const found = await context.kubernetes.get<KubernetesObject>(namespaceType, { name });
  if (found === undefined) {
    await createNamespace(context, claim, name);
    return;
  }
  if (found.metadata.labels?.[labels.application] === slug) return;
  const refusal = refuseByMarks(slug, found);
  if (refusal !== undefined) throw taken(claim, [refusal]);
  const { resourceVersion } = found.metadata;
  const body = { metadata: { resourceVersion, labels: { [labels.application]: slug } } };
  await lost(context, claim, name, () =>
    context.kubernetes.patch(namespaceType, { name }, { kind: "merge", body }, { fieldManager: claimManager }),
  );
}

/** Not the manager of the manifests: a release that ships its Namespace must not lose this label when it leaves. */
const claimManager = "holdfast-claims";

async function createNamespace(context: Context, claim: NamespaceClaim, name: string): Promise<void> {
  const namespace: KubernetesObject = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { [labels.application]: claim.slug } },
  };
  await lost(context, claim, name, () =>
    context.kubernetes.create(namespaceType, namespace, { fieldManager: claimManager }),
  );
}

/** Somebody wrote the namespace in between: look again, and claim or refuse what is found. */
async function lost(
  context: Context,
  claim: NamespaceClaim,
  name: string,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isApiError(error, "Conflict", "AlreadyExists")) throw error;
    await claimOne(context, claim, name);
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

function taken({ slug, newFor }: NamespaceClaim, reasons: readonly string[]): Fault {
  return new Fault("namespace-taken", `${slug} cannot have its namespaces.`, {
    reason: reasons.join("\n"),
    remedy:
      newFor === undefined
        ? `A namespace belongs to one application or to the console: choose another one with --namespace. One that holds other things is taken with --adopt-namespace: backups and restores are then of all that is in it. One that is labelled for an application that was removed is given away with \`kubectl label namespace NAME ${labels.application}-\`.`
        : "A copy is made in namespaces that are new or empty: choose another slug with --as, or another namespace with --map OLD-NAMESPACE=NEW-NAMESPACE.",
  });
}
