import { Fault, labels } from "@holdfast/domain";
import { namespaces as namespaceType } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { applicationFrom } from "../applications/application-records.ts";
import { applicationObject, applicationType, installedFrom } from "../applications/application.ts";
import type { ApplicationObject, InstalledApplication } from "../applications/application.ts";
import { lookForApplication } from "../applications/find-application.ts";
import { markDeployed, writeSecret } from "../applications/write-records.ts";
import type { Context } from "../context.ts";
import { readRecordObjects } from "../restores/read-contents.ts";
import { copiedRecords, copySpec } from "./copied-records.ts";
import type { CopyInput } from "./copy-input.ts";

/** Our records of the original, as the backup holds them. Faults: as readBackedUp. */
export async function readSource(
  context: Context,
  { veleroNamespace, backup, source }: CopyInput,
): Promise<{ readonly objects: readonly KubernetesObject[]; readonly application: InstalledApplication }> {
  const objects = await readRecordObjects(context, { veleroNamespace, backup }, source);
  const object = applicationFrom(source, objects);
  if (object === undefined) throw new Error(`the Application ${source} was just read`);
  return { objects, application: installedFrom(object) };
}

/**
 * Writes the copy's records; the Application says that it is being made, so that `app list` and `app remove` know of it
 * from now on. Safe to run again. Faults: already-exists, when the slug was taken meanwhile.
 */
export async function writeCopyRecords(context: Context, input: CopyInput): Promise<void> {
  const { objects, application } = await readSource(context, input);
  const spec = copySpec(input, application);
  const found = await lookForApplication(context, input.slug);
  if (found !== undefined && found.id !== input.applicationId) throw taken(input.slug);
  for (const secret of copiedRecords(input, application, objects)) await writeSecret(context, secret);
  if (found !== undefined) return;
  const begun = { ...spec, deploying: { sequence: spec.sequence } };
  const object = applicationObject(begun, spec.namespaces[0] ?? input.slug);
  await context.kubernetes.create<ApplicationObject>(applicationType, object);
}

/** Before anything in them is deleted: the slug and all namespaces are still this copy's. Faults: already-exists. */
export async function requireOwnCopy(context: Context, { slug, applicationId, copyOf }: CopyInput): Promise<void> {
  const found = await lookForApplication(context, slug);
  if (found === undefined || found.id !== applicationId) throw taken(slug);
  for (const name of Object.values(copyOf.namespaces)) {
    const namespace = await context.kubernetes.get<KubernetesObject>(namespaceType, { name });
    if (namespace?.metadata.labels?.[labels.application] === slug) continue;
    throw new Fault("namespace-taken", `The namespace ${name} is not the copy's any more; nothing in it was deleted.`, {
      reason: `It is not there or does not carry the label ${labels.application}=${slug}.`,
      remedy: `Remove what is left of the copy with \`holdfast app remove ${slug}\`, then make it again under another slug or with other namespaces (--map).`,
      where: `namespace ${name}`,
    });
  }
}

/** The last write of a copy. */
export async function finishCopy(context: Context, input: CopyInput): Promise<void> {
  const found = await lookForApplication(context, input.slug);
  if (found === undefined || found.id !== input.applicationId) throw taken(input.slug);
  const { deploying: _deploying, ...spec } = found.object.spec;
  await markDeployed(context, found, spec);
}

function taken(slug: string): Fault {
  return new Fault("already-exists", `${slug} is another application by now.`, {
    reason: "It was removed or installed while the copy was being made; it was left as it is.",
    remedy: "Start the copy again under another slug.",
  });
}
