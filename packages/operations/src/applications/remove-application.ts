import { Fault, isKept, labels } from "@holdfast/domain";
import { DeadlinePassed, persistentVolumeClaims, secrets, waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { withLock } from "../locks/with-lock.ts";
import { readRecords } from "./application-records.ts";
import { applicationType } from "./application.ts";
import type { InstalledApplication } from "./application.ts";
import { releaseNamespaces } from "./claim-namespaces.ts";
import { listClaims, refuseEndangeredClaims } from "./endangered-claims.ts";
import { findApplication } from "./find-application.ts";
import { keptByVendor, planRemoval, removeObjects } from "./prune-objects.ts";
import type { KeptObject, Removal } from "./prune-objects.ts";
import type { ObjectReference } from "./release-index.ts";

/** What removing an application does: shown before, and done as it was shown. */
export interface RemovalPlan {
  readonly application: InstalledApplication;
  readonly removals: readonly Removal[];
  /** Claims in the application's namespaces: kept, unless the data is to go too. */
  readonly claims: readonly Claim[];
  /** Claims that stay whatever is asked: their vendor wants them kept. */
  readonly keptClaims: readonly Claim[];
}

interface Claim {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface RemovalRequest {
  readonly slug: string;
  readonly deleteData: boolean;
}

export interface Removed {
  readonly deleted: readonly ObjectReference[];
  readonly kept: readonly KeptObject[];
}

/** Reads only. Faults: application-not-found; volumes-not-covered when data would go that is to stay. */
export async function planApplicationRemoval(context: Context, request: RemovalRequest): Promise<RemovalPlan> {
  const { slug, deleteData } = request;
  try {
    const application = await findApplication(context, slug);
    const { releases } = await readRecords(context, application);
    const applied = releases.flatMap((release) => release.applied);
    const removals = await planRemoval(context, slug, applied);
    const claims = await listClaims(context, application.namespaces);
    await refuseEndangeredClaims(context, removals, deleteData ? claims.filter(isKeptClaim) : claims);
    const going = claims.filter((claim) => !isKeptClaim(claim)).map(claimFrom);
    return { application, removals, claims: going, keptClaims: claims.filter(isKeptClaim).map(claimFrom) };
  } catch (error) {
    throw fromApiError(error);
  }
}

/**
 * Deletes the application's objects, then, only if asked, its claims, and its records last: interrupted, it can be run
 * again. Namespaces, CustomResourceDefinitions and backups stay. A namespace with data that stays keeps its mark, so that
 * only this application can have it again. Faults: application-not-found, volumes-not-covered, locked.
 */
export async function removeApplication(context: Context, request: RemovalRequest): Promise<Removed> {
  const { slug, deleteData } = request;
  await findApplication(context, slug);
  const operationId = `remove-${slug}-${context.randomId(8)}`;
  const work = { operationId, work: `removal of ${slug}` };
  return withLock(context, { kind: "application", slug }, work, async (signal) => {
    const inside = { ...context, signal };
    const plan = await planApplicationRemoval(inside, request);
    try {
      await removeObjects(inside, plan.removals);
      if (deleteData) await deleteClaims(inside, plan.claims);
      await deleteRecords(inside, plan, deleteData);
    } catch (error) {
      throw fromApiError(error);
    }
    return resultOf(plan, deleteData);
  });
}

function resultOf({ removals, claims, keptClaims }: RemovalPlan, deleteData: boolean): Removed {
  const claimReferences = claims.map(referenceTo);
  const deleted = removals.filter((removal) => removal.kind === "delete").map(({ reference }) => reference);
  const kept = [
    ...removals
      .filter((removal) => removal.kind === "keep")
      .filter(({ reference }) => reference.kind !== "PersistentVolumeClaim"),
    ...keptClaims.map((claim) => ({ reference: referenceTo(claim), reason: keptByVendor })),
  ];
  if (deleteData) return { deleted: [...deleted, ...claimReferences], kept };
  return { deleted, kept: [...kept, ...claimReferences.map((reference) => ({ reference, reason: "it holds data" }))] };
}

function referenceTo({ namespace, name }: Claim): ObjectReference {
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name };
}

function isKeptClaim({ metadata }: KubernetesObject): boolean {
  return isKept(metadata.annotations);
}

function claimFrom({ metadata }: KubernetesObject): Claim {
  return { namespace: metadata.namespace ?? "", name: metadata.name, uid: metadata.uid ?? "" };
}

/** Pods end first, then their claims can go: a pod that takes its time holds its claim that long. */
const claimsGoneWithinSeconds = 300;

async function deleteClaims(context: Context, claims: readonly Claim[]): Promise<void> {
  for (const { namespace, name, uid } of claims) {
    context.signal.throwIfAborted();
    context.report({ message: `Deleting the data in ${namespace}/${name}` });
    await context.kubernetes.delete(persistentVolumeClaims, { name, namespace }, { uid });
  }
  for (const claim of claims) await awaitGone(context, claim);
}

/** Faults: deadline-passed, with what still holds the claim. */
async function awaitGone(context: Context, { namespace, name, uid }: Claim): Promise<void> {
  context.report({ message: `Waiting until ${namespace}/${name} is gone` });
  try {
    await waitFor(
      context.kubernetes,
      { type: persistentVolumeClaims, name: { name, namespace } },
      (claim) => claim?.metadata.uid !== uid,
      { clock: context.clock, deadlineSeconds: claimsGoneWithinSeconds, signal: context.signal },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    const finalizers = error.lastSeen.flatMap(({ metadata }) => metadata.finalizers ?? []);
    throw new Fault("deadline-passed", `The claim ${namespace}/${name} is not gone yet.`, {
      reason: `Its finalizers: ${finalizers.join(", ") || "none"}. A pod that still uses it keeps it.`,
      remedy: "Look for pods that use it; then run the same command again.",
      where: `kubectl -n ${namespace} describe pvc ${name}`,
    });
  }
}

async function deleteRecords(context: Context, plan: RemovalPlan, deleteData: boolean): Promise<void> {
  const staying = deleteData ? plan.keptClaims : [...plan.keptClaims, ...plan.claims];
  const { application } = plan;
  const empty = application.namespaces.filter((name) => staying.every((one) => one.namespace !== name));
  await deleteRecordsOf(context, application, empty);
}

/**
 * The Application object goes last: as long as it is there, the removal can be run again. The mark is taken off the
 * namespaces in which nothing of it stays; default all.
 */
export async function deleteRecordsOf(
  context: Context,
  { slug, namespace, object, namespaces: all }: InstalledApplication,
  namespaces: readonly string[] = all,
): Promise<void> {
  const labelSelector = `${labels.application}=${slug},${labels.record} in (release,config,license)`;
  for (const { metadata } of await context.kubernetes.listAll<KubernetesObject>(secrets, {
    namespace,
    labelSelector,
  })) {
    context.signal.throwIfAborted();
    const record = metadata.uid === undefined ? {} : { uid: metadata.uid };
    await context.kubernetes.delete(secrets, { name: metadata.name, namespace }, record);
  }
  await releaseNamespaces(context, { slug, namespaces });
  const { uid } = object.metadata;
  await context.kubernetes.delete(applicationType, { name: slug, namespace }, uid === undefined ? {} : { uid });
}
