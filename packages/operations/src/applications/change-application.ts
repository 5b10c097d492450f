import { Fault } from "@holdfast/domain";
import type { Release } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { withLock } from "../locks/with-lock.ts";
import { readRecords, releaseFromRecords } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import type { InstalledApplication } from "./application.ts";
import { deploy, prepare, refuseTaken } from "./deploy-release.ts";
import type { DeployChoices, Deployed, Target } from "./deploy-release.ts";
import { findApplication } from "./find-application.ts";
import { mergeGiven } from "./given-values.ts";
import type { GivenValues } from "./given-values.ts";
import { refuseCopy } from "./refuse-copy.ts";
import { signatures } from "./signatures.ts";

export interface RollbackRequest extends DeployChoices {
  readonly slug: string;
  /** A stored sequence. Absent: the newest one below the deployed one. */
  readonly sequence?: number;
}

/**
 * Deploys the manifests of an earlier release with the present config and license. Data stays as it is.
 * Faults: application-not-found, artefact-unreadable, locked, and what deploy says.
 */
export async function rollbackApplication(context: Context, request: RollbackRequest): Promise<Deployed> {
  const { slug } = request;
  return change(context, { slug, work: `rollback of ${slug}` }, async (inside, application, records) => {
    const sequence = request.sequence ?? sequenceBefore(application, records);
    const release = await releaseFromRecords(slug, records, sequence);
    return deployTarget(inside, application, presentTarget(application, records, release), request);
  });
}

/** Faults: invalid-argument. */
function sequenceBefore({ slug, sequence }: InstalledApplication, { releases }: ApplicationRecords): number {
  const before = releases.filter((release) => release.sequence < sequence).at(-1);
  if (before !== undefined) return before.sequence;
  throw new Fault("invalid-argument", `No earlier release of ${slug} is stored.`, {
    reason: `Deployed is sequence ${sequence}.`,
    remedy: "Releases that were deployed before are kept, the last five of them; there is none to go back to.",
  });
}

export interface ConfigRequest extends DeployChoices {
  readonly slug: string;
  readonly given: GivenValues;
}

/** Sets config values and deploys the release again with them. Faults: invalid-config, locked, and what deploy says. */
export async function setConfig(context: Context, request: ConfigRequest): Promise<Deployed> {
  const { slug } = request;
  return change(context, { slug, work: `config change of ${slug}` }, async (inside, application, records) => {
    requireSettled(application);
    const release = await releaseFromRecords(slug, records, application.sequence);
    const target = presentTarget(application, records, release);
    const config = mergeGiven(release.config, records.config, request.given);
    return deployTarget(inside, application, { ...target, config }, request);
  });
}

/** Faults: locked when an upgrade or install was interrupted. */
export function requireSettled({ slug, sequence, deploying }: InstalledApplication): void {
  if (deploying === undefined) return;
  throw new Fault("locked", `A deployment of ${slug} was interrupted.`, {
    reason: `The release with sequence ${deploying.sequence} was being applied; sequence ${sequence} is recorded as deployed.`,
    remedy: `Run the interrupted command again, or go back with \`holdfast app rollback ${slug} ${sequence}\`.`,
  });
}

function presentTarget({ slug }: InstalledApplication, records: ApplicationRecords, release: Release): Target {
  if (records.license !== undefined) return { release, license: records.license, config: records.config };
  throw new Fault("artefact-unreadable", `No license of ${slug} is stored.`, {
    remedy: `Give it again with \`holdfast app upgrade RELEASE --license FILE\` (key ${signatures.keyId(release.metadata.publicKey)}).`,
  });
}

async function deployTarget(
  context: Context,
  application: InstalledApplication,
  target: Target,
  choices: DeployChoices,
): Promise<Deployed> {
  const prepared = await prepare(context, target, application.namespace);
  await refuseTaken(context, prepared, choices);
  return deploy(context, application, prepared, choices);
}

interface Work {
  readonly slug: string;
  readonly work: string;
}

/** Reads the application and its records under its lock. */
export async function change<Result>(
  context: Context,
  { slug, work }: Work,
  act: (context: Context, application: InstalledApplication, records: ApplicationRecords) => Promise<Result>,
): Promise<Result> {
  await findApplication(context, slug);
  const operationId = `change-${slug}-${context.randomId(8)}`;
  try {
    return await withLock(context, { kind: "application", slug }, { operationId, work }, async (signal) => {
      const inside = { ...context, signal };
      const application = await findApplication(inside, slug);
      refuseCopy(application, "changed");
      return act(inside, application, await readRecords(inside, application));
    });
  } catch (error) {
    throw fromApiError(error);
  }
}
