import { Fault } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { applicationType, installedFrom } from "./application.ts";
import type { ApplicationObject, InstalledApplication } from "./application.ts";
import { refuseLostRecords } from "./definitions.ts";

/** For who shows or backs up all of them: as `listApplications`, but none at all is not taken for granted. Faults: holdfast-not-installed. */
export async function knownApplications(context: Context): Promise<readonly InstalledApplication[]> {
  const found = await listApplications(context);
  if (found.length === 0) await refuseLostRecords(context);
  return found;
}

/** All installed applications, by slug. None when the cluster does not know the kind (any more). */
export async function listApplications(context: Context): Promise<readonly InstalledApplication[]> {
  try {
    const objects = await context.kubernetes.listAll<ApplicationObject>(applicationType);
    return objects.map(installedFrom).sort((one, other) => one.slug.localeCompare(other.slug));
  } catch (error) {
    if (isApiError(error, "NotFound")) return [];
    throw fromApiError(error);
  }
}

export async function lookForApplication(context: Context, slug: string): Promise<InstalledApplication | undefined> {
  return (await listApplications(context)).find((application) => application.slug === slug);
}

/** Faults: application-not-found, holdfast-not-installed (its record went with the definition), missing-rights, cluster-unreachable. */
export async function findApplication(context: Context, slug: string): Promise<InstalledApplication> {
  const applications = await listApplications(context);
  const found = applications.find((application) => application.slug === slug);
  if (found !== undefined) return found;
  await refuseLostRecords(context);
  const installed = applications.map((application) => application.slug).join(", ");
  throw new Fault("application-not-found", `The application ${slug} is not installed in this cluster.`, {
    reason: installed === "" ? "No application is installed." : `Installed are: ${installed}.`,
    remedy: "Look at `holdfast app list`; install it with `holdfast app install RELEASE --license FILE`.",
  });
}
