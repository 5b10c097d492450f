import { Fault, faultOfProblems, renderManifests } from "@holdfast/domain";
import type { ConfigRecord, ConfigValues, License, Release, RenderedRelease } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { applicationFrom, readRecords, recordsFrom, releaseFromRecords } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import { installedFrom } from "./application.ts";
import type { InstalledApplication } from "./application.ts";
import { readFacts } from "./cluster-facts.ts";
import type { KnownFacts } from "./cluster-facts.ts";
import { codecs } from "./codecs.ts";
import { movedRelease } from "./moved-release.ts";

export interface RenderedInstallation {
  readonly release: Release;
  readonly rendered: RenderedRelease;
  readonly config: ConfigValues;
}

/** The stored release of an installed application; without a sequence the deployed one. */
export async function readRelease(
  context: Context,
  application: InstalledApplication,
  sequence = application.sequence,
): Promise<Release> {
  return releaseFromRecords(application.slug, await readRecords(context, application), sequence);
}

/**
 * A stored release rendered with the application's present config and license; without a sequence the deployed one.
 * `backup` of the result is the vendor's `kind: Backup`. Faults: artefact-unreadable, template-error, invalid-release.
 */
export async function renderRelease(
  context: Context,
  application: InstalledApplication,
  sequence = application.sequence,
): Promise<RenderedRelease> {
  const records = await readRecords(context, application);
  return (await renderStored(context, application, records, sequence)).rendered;
}

/** The deployed release as a backup's contents hold it: for an application that is not in this cluster. */
export async function renderFromObjects(
  context: Context,
  slug: string,
  objects: readonly KubernetesObject[],
): Promise<RenderedRelease> {
  const object = applicationFrom(slug, objects);
  if (object === undefined) {
    throw new Fault("backup-damaged", `The backup holds no Application object of ${slug}.`, {
      remedy: "Restore another backup; this one was not made by Holdfast, or is incomplete.",
    });
  }
  const application = installedFrom(object);
  return (await renderStored(context, application, recordsFrom(slug, objects), application.sequence)).rendered;
}

export async function renderStored(
  context: Context,
  application: InstalledApplication,
  records: ApplicationRecords,
  sequence: number,
): Promise<RenderedInstallation> {
  const release = await parsedRelease(context, { slug: application.slug, sequence }, records);
  const { namespace } = application;
  const license = neededLicense(application, records);
  const installation = await renderFor(context, release, { namespace, license, config: records.config });
  const { copyOf } = application;
  if (copyOf === undefined) return installation;
  return { ...installation, rendered: movedRelease(installation.rendered, copyOf.namespaces) };
}

/** A driver renders the same release several times; reading its archive takes longer than that. */
async function parsedRelease(
  { artefacts }: Context,
  { slug, sequence }: { readonly slug: string; readonly sequence: number },
  records: ApplicationRecords,
): Promise<Release> {
  const read = () => releaseFromRecords(slug, records, sequence);
  const index = records.releases.find((one) => one.sequence === sequence);
  if (artefacts === undefined || index === undefined) return read();
  return artefacts.parsed(`${slug} ${sequence} ${index.archive.digest}`, read);
}

/** Faults: artefact-unreadable when no license is stored. */
function neededLicense(application: InstalledApplication, { license }: ApplicationRecords): License {
  if (license !== undefined) return license.license;
  throw new Fault("artefact-unreadable", `No license of ${application.slug} is stored.`, {
    remedy: `Give it again: \`holdfast app license update ${application.slug} --license FILE\`.`,
  });
}

export interface Installation {
  readonly namespace: string;
  readonly license: License;
  readonly config: ConfigRecord;
  /** Absent: every generated value must be stored already. */
  readonly randomString?: (length: number) => string;
}

/**
 * Reads the facts of the cluster that the release's templates ask for, with this user's rights, and renders it.
 * Faults: what the release's problems are; missing-rights.
 */
export async function renderFor(
  context: Context,
  release: Release,
  installation: Installation,
): Promise<RenderedInstallation> {
  const { slug, versionLabel } = release.metadata;
  const started = context.clock.now();
  const input = {
    randomString: notStored,
    ...installation,
    codecs,
    holdfastVersion: context.version,
    now: () => started,
  };
  let facts: KnownFacts = { lookups: new Map() };
  for (let round = 0; round < mostRounds; round += 1) {
    const rendering = renderManifests(release, { ...input, facts });
    switch (rendering.kind) {
      case "rendered":
        return { release, rendered: rendering.release, config: rendering.config };
      case "refused":
        throw faultOfProblems(rendering.problems, `The release ${slug} ${versionLabel}`);
      case "needs":
        facts = await readFacts(context, facts, rendering.requests);
    }
  }
  throw new Fault("template-error", `The templates of ${slug} ${versionLabel} ask the cluster again and again.`, {
    reason: `After ${mostRounds} rounds a template still asks for an object that no round before asked for.`,
    remedy: "This is for the vendor: let Lookup ask for fewer objects, and not for ones that depend on each other.",
  });
}

/** A template asks for one fact at a time; what it asks for next may depend on the answer. */
const mostRounds = 50;

function notStored(): never {
  throw new Fault("artefact-unreadable", "A generated config value is not stored.", {
    reason: "Generated values are made when a release is installed, and stored in the config record.",
    remedy: "Deploy the release again with `holdfast app upgrade`.",
  });
}
