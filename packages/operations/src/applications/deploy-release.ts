import { Fault, checkValues } from "@holdfast/domain";
import type { ConfigRecord, Judgement, Release, RenderedRelease, SignedLicense } from "@holdfast/domain";
import { judgeReleaseHere } from "../compatibility/judge-release-here.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { applyObjects } from "./apply-objects.ts";
import type { PlacedObject } from "./apply-order.ts";
import { readRecords } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import type { InstalledApplication } from "./application.ts";
import { awaitReady, longestWaitSeconds } from "./await-ready.ts";
import { claimNamespaces } from "./claim-namespaces.ts";
import { refuseOthersObjects } from "./cluster-scoped-owners.ts";
import { listClaims, refuseEndangeredClaims } from "./endangered-claims.ts";
import { heldLicense } from "./held-license.ts";
import { placeObjects, referenceTo } from "./place-objects.ts";
import { identityOf, planRemoval, removeObjects } from "./prune-objects.ts";
import type { KeptObject } from "./prune-objects.ts";
import { readinessTargets } from "./readiness-targets.ts";
import type { ObjectReference } from "./release-index.ts";
import { expendableReleases, sequencesInBackups } from "./release-retention.ts";
import { renderFor } from "./render-release.ts";
import { checkSequence, dropReleases, storeRelease, withApplied, writeIndex } from "./store-release.ts";
import { configSecret, licenseSecret, markDeployed, writeApplication, writeSecret } from "./write-records.ts";

/** What an application is to become. */
export interface Target {
  readonly release: Release;
  readonly license: SignedLicense;
  readonly config: ConfigRecord;
}

export interface DeployChoices {
  /** Take over fields that somebody else owns. */
  readonly force?: boolean;
  /** Return as soon as everything is applied. */
  readonly withoutWaiting?: boolean;
  readonly readyWithinSeconds?: number;
  /** Take a namespace that holds what is not this application's. */
  readonly adoptNamespace?: boolean;
  /** The backup set that was made before, to be written down until the release is deployed. */
  readonly backup?: string;
}

export interface Deployed {
  readonly application: InstalledApplication;
  readonly applied: number;
  readonly deleted: readonly ObjectReference[];
  /** Objects that left the release and stay in the cluster, each with the reason. */
  readonly kept: readonly KeptObject[];
  /** What the vendor says of where the release runs, with the answer for here. */
  readonly judgements: readonly Judgement[];
}

/** A target that was rendered and checked; nothing is written yet. */
export interface PreparedTarget extends Target {
  readonly rendered: RenderedRelease;
  readonly placed: readonly PlacedObject[];
  /** With the values that were generated now. */
  readonly config: ConfigRecord;
  /** What the pod templates among the objects were rendered with, when it is not `license`. */
  readonly templatesLicense?: SignedLicense;
  /** Whether it may run here at all; who deploys it anew refuses what is known to be broken. */
  readonly judgements: readonly Judgement[];
}

/**
 * Renders and checks everything before anything is changed. Faults: the release's problems; invalid-config with every
 * value that is missing or refused; unsupported-manifest.
 */
export async function prepare(context: Context, target: Target, namespace: string): Promise<PreparedTarget> {
  const { release, license, config } = target;
  const randomString = (length: number): string => context.randomId(length);
  const result = await renderFor(context, release, { namespace, license: license.license, config, randomString });
  const problems = checkValues(release.config, result.config);
  if (problems.length > 0) {
    throw new Fault("invalid-config", "The config values do not fit the release.", {
      reason: problems.map(({ item, message }) => `${item}: ${message}`).join("\n"),
      remedy: "Give the values with --set KEY=VALUE (or `holdfast app config set`).",
    });
  }
  const placed = await placeObjects(context, result.rendered);
  const judgements = await judgeReleaseHere(context, result.rendered.metadata, "deploy");
  return { ...target, rendered: result.rendered, placed, config: result.config.record, judgements };
}

/** What of the release the cluster has already must be this application's. Faults: already-exists. */
export async function refuseTaken(context: Context, target: PreparedTarget, choices: DeployChoices): Promise<void> {
  const { slug } = target.rendered.metadata;
  await refuseOthersObjects(context, target.placed, { slug, adoptUnlabelled: choices.force === true });
}

/**
 * Makes the application what the target says. The caller holds the application's lock. Every write is safe to repeat:
 * after an interruption the same command goes on. Faults: field-conflict, deployment-failed, deadline-passed, ….
 */
export async function deploy(
  context: Context,
  application: InstalledApplication,
  target: PreparedTarget,
  choices: DeployChoices,
): Promise<Deployed> {
  try {
    await checkDeployment(context, application, target, choices);
    const refuseForeign = choices.adoptNamespace !== true;
    const begun = await beginDeploying(context, application, {
      ...target,
      refuseForeign,
      ...(choices.backup === undefined ? {} : { backup: choices.backup }),
    });
    const deployed = await deployChecked(context, begun, target, choices);
    await dropExpendable(context, deployed.application);
    if (choices.withoutWaiting !== true) await awaitDeployed(context, target, choices);
    return deployed;
  } catch (error) {
    throw fromApiError(error);
  }
}

/**
 * Asks the API server about every object, without changing one. Faults: already-exists for another release of the same
 * sequence, field-conflict, deployment-failed, missing-rights, volumes-not-covered.
 */
export async function checkDeployment(
  context: Context,
  application: InstalledApplication,
  target: PreparedTarget,
  choices: DeployChoices,
): Promise<void> {
  const records = await readRecords(context, application);
  checkSequence(records, target.release);
  await applyObjects(context, target.placed, { force: choices.force ?? false, dryRun: true });
  await refuseLoss(context, application, records, target.placed);
}

/** Waits until what was deployed is Ready. Faults: deployment-failed, deadline-passed. */
export async function awaitDeployed(
  context: Context,
  { rendered, placed }: PreparedTarget,
  choices: DeployChoices,
): Promise<void> {
  await awaitReady(context, readinessTargets(rendered, placed), choices.readyWithinSeconds);
}

/** What leaves the release is pruned at the end: its claims must outlive it. Faults: volumes-not-covered. */
async function refuseLoss(
  context: Context,
  { slug, namespaces }: InstalledApplication,
  records: ApplicationRecords,
  placed: readonly PlacedObject[],
): Promise<void> {
  const leaving = await planRemoval(context, slug, left(records, [], placed.map(referenceTo)));
  if (leaving.length > 0) await refuseEndangeredClaims(context, leaving, await listClaims(context, namespaces));
}

async function beginDeploying(
  context: Context,
  application: InstalledApplication,
  { rendered, refuseForeign, ...made }: PreparedTarget & { readonly refuseForeign: boolean; readonly backup?: string },
): Promise<InstalledApplication> {
  // An earlier deployment that is unfinished has its backup from before it; that one stays.
  const backup = made.backup ?? application.deploying?.backup;
  const namespaces = [...new Set([...application.namespaces, ...rendered.namespaces])];
  await claimNamespaces(context, { slug: application.slug, namespaces, refuseForeign });
  return writeApplication(context, application, {
    namespaces,
    deploying: { sequence: rendered.metadata.sequence, ...(backup === undefined ? {} : { backup }) },
  });
}

async function deployChecked(
  context: Context,
  application: InstalledApplication,
  target: PreparedTarget,
  choices: DeployChoices,
): Promise<Deployed> {
  const { rendered, placed, release } = target;
  const records = await readRecords(context, application);
  const { license, templatesLicense: templates } = target;
  const stored = { license, held: heldLicense(records), ...(templates === undefined ? {} : { templates }) };
  await writeSecret(context, licenseSecret(context, application, stored));
  const { title } = rendered.description;
  const { sequence, versionLabel, publicKey } = rendered.metadata;
  const { deploying: _, ...present } = application.object.spec;
  const facts = { ...present, title, sequence, versionLabel, publicKey };
  await writeSecret(context, configSecret(application, target.config, facts));
  const index = await storeRelease(context, application, records, release);
  const wanted = placed.map(referenceTo);
  // Before the first object is applied it is written down, so that none is forgotten whatever happens.
  await writeIndex(context, application, withApplied(index, union(index.applied, wanted)));
  const waitWithinSeconds = choices.readyWithinSeconds ?? longestWaitSeconds;
  await applyObjects(context, placed, { force: choices.force ?? false, waitWithinSeconds });
  const plan = await planRemoval(context, application.slug, left(records, index.applied, wanted));
  await removeObjects(context, plan);
  await writeIndex(context, application, withApplied(index, wanted));
  await forgetApplied(context, application, records, sequence);
  // The last write: whoever died before it runs the deployment again.
  const deployed = await markDeployed(context, application, facts);
  return {
    application: deployed,
    applied: placed.length,
    deleted: plan.filter((removal) => removal.kind === "delete").map(({ reference }) => reference),
    kept: plan.filter((removal) => removal.kind === "keep"),
    judgements: target.judgements,
  };
}

/** Everything that any release brought and that is not wanted any more. */
function left(
  records: ApplicationRecords,
  ownApplied: readonly ObjectReference[],
  wanted: readonly ObjectReference[],
): readonly ObjectReference[] {
  const stays = new Set(wanted.map(identityOf));
  const known = union(ownApplied, ...records.releases.map((release) => release.applied));
  return known.filter((reference) => !stays.has(identityOf(reference)));
}

function union(...lists: readonly (readonly ObjectReference[])[]): readonly ObjectReference[] {
  return [...new Map(lists.flat().map((reference) => [identityOf(reference), reference])).values()];
}

/** Of releases that are no longer deployed nothing is in the cluster. */
async function forgetApplied(
  context: Context,
  application: InstalledApplication,
  records: ApplicationRecords,
  deployed: number,
): Promise<void> {
  for (const release of records.releases) {
    if (release.sequence === deployed || release.applied.length === 0) continue;
    await writeIndex(context, application, withApplied(release, []));
  }
}

async function dropExpendable(context: Context, application: InstalledApplication): Promise<void> {
  const inBackups = await sequencesInBackups(context, application.slug);
  // Not known which releases backups name: all are kept.
  if (inBackups === undefined) return;
  const { releases } = await readRecords(context, application);
  await dropReleases(context, application, expendableReleases(releases, application.sequence, inBackups));
}
