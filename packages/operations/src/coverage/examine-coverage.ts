import { Fault, decideCoverage } from "@holdfast/domain";
import type { Coverage, VendorBackupSpec } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { readRecords } from "../applications/application-records.ts";
import { findApplication } from "../applications/find-application.ts";
import { renderStored } from "../applications/render-release.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { lastBackupSizes } from "./last-sizes.ts";
import { observeData } from "./observe-data.ts";

export interface ApplicationCoverage extends Coverage {
  readonly slug: string;
  /** Without it no backup is made of this application at all; what is said of volumes is what Velero would do. */
  readonly shipsBackup: boolean;
}

/**
 * What a backup of this application would hold of its data if it were made now, with sizes. Faults:
 * application-not-found, missing-rights, and those of rendering its release.
 */
export async function examineCoverage(
  context: Context,
  slug: string,
  { sizes = true }: { readonly sizes?: boolean } = {},
): Promise<ApplicationCoverage> {
  const application = await findApplication(context, slug);
  const { rendered } = await renderStored(
    context,
    application,
    await readRecords(context, application),
    application.sequence,
  );
  try {
    const data = await observeData(context, {
      namespaces: application.namespaces,
      vendor: rendered.backup?.spec ?? {},
      ...(sizes ? { lastBackupBytes: await lastBackupSizes(context) } : {}),
    });
    return { slug, shipsBackup: rendered.backup !== undefined, ...decideCoverage(data) };
  } catch (error) {
    throw fromApiError(error);
  }
}

export type ExaminedCoverage =
  | { readonly kind: "known"; readonly coverage: Coverage }
  /** A backup is made all the same. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface ApplicationVolumes {
  readonly namespaces: readonly string[];
  readonly vendor: VendorBackupSpec;
}

/** For a backup that is about to be made: what cannot be looked at is said, and stops nothing. */
export async function lookAtCoverage(
  context: Context,
  { namespaces, vendor }: ApplicationVolumes,
): Promise<ExaminedCoverage> {
  try {
    return { kind: "known", coverage: decideCoverage(await observeData(context, { namespaces, vendor })) };
  } catch (error) {
    const fault = isApiError(error) ? fromApiError(error) : error;
    if (!(fault instanceof Fault) || fault.code !== "missing-rights") throw error;
    return { kind: "unknown", reason: fault.message };
  }
}
