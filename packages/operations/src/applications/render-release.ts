import { Fault, faultOfProblems, renderManifests } from "@holdfast/domain";
import type { ConfigRecord, ConfigValues, License, Release, RenderedRelease } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { applicationFrom, readRecords, recordsFrom, releaseFromRecords } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import { installedFrom } from "./application.ts";
import type { InstalledApplication } from "./application.ts";
import { codecs } from "./codecs.ts";

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
  return (await renderStored(application, records, sequence)).rendered;
}

/** The deployed release as a backup's contents hold it: for an application that is not in this cluster. */
export async function renderFromObjects(slug: string, objects: readonly KubernetesObject[]): Promise<RenderedRelease> {
  const object = applicationFrom(slug, objects);
  if (object === undefined) {
    throw new Fault("backup-damaged", `The backup holds no Application object of ${slug}.`, {
      remedy: "Restore another backup; this one was not made by Holdfast, or is incomplete.",
    });
  }
  const application = installedFrom(object);
  return (await renderStored(application, recordsFrom(slug, objects), application.sequence)).rendered;
}

export async function renderStored(
  application: InstalledApplication,
  records: ApplicationRecords,
  sequence: number,
): Promise<RenderedInstallation> {
  const release = await releaseFromRecords(application.slug, records, sequence);
  const { namespace } = application;
  return renderFor(release, { namespace, license: neededLicense(application, records), config: records.config });
}

/** Faults: artefact-unreadable when no license is stored. */
export function neededLicense(application: InstalledApplication, { license }: ApplicationRecords): License {
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

/** Faults: what the release's problems are. */
export function renderFor(release: Release, installation: Installation): RenderedInstallation {
  const { slug, versionLabel } = release.metadata;
  const rendering = renderManifests(release, {
    ...installation,
    codecs,
    randomString: installation.randomString ?? notStored,
  });
  if (rendering.kind === "refused") throw faultOfProblems(rendering.problems, `The release ${slug} ${versionLabel}`);
  return { release, rendered: rendering.release, config: rendering.config };
}

function notStored(): never {
  throw new Fault("artefact-unreadable", "A generated config value is not stored.", {
    reason: "Generated values are made when a release is installed, and stored in the config record.",
    remedy: "Deploy the release again with `holdfast app upgrade`.",
  });
}
