import { Fault, annotations, consoleMember, fieldManager, labels } from "@holdfast/domain";
import { memberAnnotations, memberLabels, memberSpec, noteOf, writeNote } from "@holdfast/domain";
import type { SetFacts } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { backupType, veleroApiVersion } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { lookAtCoverage } from "../coverage/examine-coverage.ts";
import type { ApplicationVolumes } from "../coverage/examine-coverage.ts";
import { listConsoleRecords } from "../recovery/console-records.ts";
import type { BackupInput, PreparedMember } from "./backup-input.ts";
import { vendorBackupOf } from "./backupable.ts";

/** Creates a member's Velero Backup, or finds the one that an earlier try created. Another one of that name is a conflict. */
export async function createMember(
  context: Context,
  { input, facts }: { readonly input: BackupInput; readonly facts: SetFacts },
  member: PreparedMember,
): Promise<void> {
  const name = { name: member.name, namespace: input.veleroNamespace };
  const part = member.application?.slug ?? consoleMember;
  const own = { labels: memberLabels(facts, part), annotations: memberAnnotations(facts) };
  const earlier = await context.kubernetes.get<Backup>(backupType, name);
  if (earlier !== undefined) return requireSame(earlier, own);
  const { application, namespaces } = member;
  const vendor =
    application === undefined ? undefined : await vendorBackupOf(context, application.slug, application.sequence);
  const backup: Backup = {
    apiVersion: veleroApiVersion,
    kind: "Backup",
    metadata: {
      ...name,
      labels: { ...vendor?.labels, ...own.labels },
      annotations: {
        ...vendor?.annotations,
        ...own.annotations,
        ...(vendor === undefined
          ? await consoleAnnotations(context, namespaces)
          : await coverageAnnotation(context, { namespaces, vendor: vendor.spec })),
      },
    },
    spec: memberSpec({
      namespaces,
      storageLocation: input.destination,
      scope: input.scope,
      ...(vendor === undefined ? {} : { vendor: vendor.spec }),
    }),
  };
  try {
    await context.kubernetes.create<Backup>(backupType, backup, { fieldManager });
  } catch (error) {
    // A create whose answer was lost.
    const found = isApiError(error, "AlreadyExists")
      ? await context.kubernetes.get<Backup>(backupType, name)
      : undefined;
    if (found === undefined) throw error;
    requireSame(found, own);
  }
}

/** What a restore compares the console's tarball with. */
async function consoleAnnotations(
  context: Context,
  namespaces: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(namespaces.map((namespace) => listConsoleRecords(context, namespace)));
  return { [annotations.consoleRecords]: JSON.stringify(found.flat()) };
}

/** What was there of the application's data at this moment; nothing is said of what could not be looked at. */
async function coverageAnnotation(
  context: Context,
  application: ApplicationVolumes,
): Promise<Readonly<Record<string, string>>> {
  const seen = await lookAtCoverage(context, application);
  return seen.kind === "known" ? { [annotations.coverage]: writeNote(noteOf(seen.coverage)) } : {};
}

interface OwnMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function requireSame({ metadata }: Backup, own: OwnMetadata): void {
  const same =
    metadata.labels?.[labels.set] === own.labels[labels.set] &&
    metadata.labels?.[labels.instance] === own.labels[labels.instance] &&
    metadata.annotations?.[annotations.members] === own.annotations[annotations.members];
  if (same) return;
  throw new Fault("already-exists", `There is another Velero Backup ${metadata.name}.`, {
    remedy: "Start the backup again; it gets a new name.",
    where: `Backup ${metadata.namespace ?? ""}/${metadata.name}`,
  });
}
