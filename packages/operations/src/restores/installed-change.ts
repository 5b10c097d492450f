import { licenseAfterRestore } from "@holdfast/domain";
import type { ConfigRecord, SignedLicense } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { readRecords, recordsFrom } from "../applications/application-records.ts";
import { installedFrom } from "../applications/application.ts";
import { applicationFrom } from "../applications/application-records.ts";
import { lookForApplication } from "../applications/find-application.ts";
import type { Context } from "../context.ts";

interface VersionNow {
  readonly sequence: number;
  readonly versionLabel: string;
}

interface LicenseNow {
  readonly issue: number;
  readonly expires?: string;
}

/** What a restore makes of an application's records. `now` is absent when it is not installed. */
export interface InstalledChange {
  readonly version: { readonly now?: VersionNow; readonly backup: VersionNow };
  /** Names of config items whose stored value is another one afterwards. */
  readonly config: readonly string[];
  readonly license: {
    readonly now?: LicenseNow;
    readonly backup?: LicenseNow;
    /** A license is never rolled back. */
    readonly afterwards: "now" | "backup" | "none";
  };
}

/** Compares the records of the backup with those that are stored. Faults: artefact-unreadable, missing-rights. */
export async function installedChange(
  context: Context,
  slug: string,
  backedUp: readonly KubernetesObject[],
): Promise<InstalledChange> {
  const object = applicationFrom(slug, backedUp);
  if (object === undefined) throw new Error(`the Application ${slug} was just read`);
  const then = installedFrom(object);
  const records = recordsFrom(slug, backedUp);
  const installed = await lookForApplication(context, slug);
  const present = installed === undefined ? undefined : await readRecords(context, installed);
  return {
    version: { ...(installed === undefined ? {} : { now: versionOf(installed) }), backup: versionOf(then) },
    config: present === undefined ? [] : changedItems(present.config, records.config),
    license: licenseChange(present?.license, records.license),
  };
}

function versionOf({ sequence, versionLabel }: VersionNow): VersionNow {
  return { sequence, versionLabel };
}

function changedItems(now: ConfigRecord, then: ConfigRecord): readonly string[] {
  const [before, after] = [
    { ...now.generated, ...now.given },
    { ...then.generated, ...then.given },
  ];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => before[name] !== after[name]);
}

function licenseChange(now: SignedLicense | undefined, then: SignedLicense | undefined): InstalledChange["license"] {
  const present = now === undefined ? {} : { now: licenseOf(now) };
  if (then === undefined) return { ...present, afterwards: now === undefined ? "none" : "now" };
  const afterwards = licenseAfterRestore(now, then) === "stored" ? "now" : "backup";
  return { ...present, backup: licenseOf(then), afterwards };
}

function licenseOf({ license: { issue, expires } }: SignedLicense): LicenseNow {
  return { issue, ...(expires === undefined ? {} : { expires }) };
}
