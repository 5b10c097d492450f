import { Fault } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { applicationType, installedFrom } from "./application.ts";
import type { ApplicationObject, InstalledApplication } from "./application.ts";

/** All installed applications, by slug. None when the cluster does not know the kind yet. */
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

/** Faults: application-not-found, missing-rights, cluster-unreachable. */
export async function findApplication(context: Context, slug: string): Promise<InstalledApplication> {
  const applications = await listApplications(context);
  const found = applications.find((application) => application.slug === slug);
  if (found !== undefined) return found;
  const installed = applications.map((application) => application.slug).join(", ");
  throw new Fault("application-not-found", `The application ${slug} is not installed in this cluster.`, {
    reason: installed === "" ? "No application is installed." : `Installed are: ${installed}.`,
    remedy: "Look at `holdfast app list`; install it with `holdfast app install RELEASE --license FILE`.",
  });
}
