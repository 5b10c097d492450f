import { fieldManager, judgePassword, judgeRepository } from "@holdfast/domain";
import type { Check, RepositoryQuestion } from "@holdfast/domain";
import { DeadlinePassed, isApiError, waitFor } from "@holdfast/kubernetes";
import { backupRepositoryType, labelValueOf, veleroApiVersion, veleroLabels } from "@holdfast/velero";
import type { BackupRepository, VolumeInfo } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { judgeKit } from "../recovery/kit-record.ts";
import type { KitState } from "../recovery/kit-record.ts";
import { checkPasswordInUse } from "./password-in-use.ts";

export interface RepositoriesToCheck {
  readonly member: string;
  readonly veleroNamespace: string;
  readonly destination: string;
  readonly volumes: readonly VolumeInfo[];
}

const connectSeconds = 120;
const volumeNamespaceLabel = "velero.io/volume-namespace";
const repositoryTypeLabel = "velero.io/repository-type";

/**
 * Whether Velero finds the repositories that hold the volumes' data. In a cluster that never used them Velero has no
 * BackupRepository; it is made here as Velero would make it. Velero does not try the password for that, and what is in a
 * repository is read only by the restore itself.
 */
export async function checkRepositories(context: Context, question: RepositoriesToCheck): Promise<readonly Check[]> {
  const wanted = new Map<string, { readonly namespace: string; readonly type: string }>();
  for (const { podVolume, outcome } of question.volumes) {
    if (podVolume === undefined || outcome.kind !== "succeeded" || podVolume.snapshotHandle === undefined) continue;
    const type = podVolume.uploaderType ?? "kopia";
    wanted.set(`${podVolume.podNamespace} ${type}`, { namespace: podVolume.podNamespace, type });
  }
  if (wanted.size === 0) return [];
  const kit = await judgeKit(context.kubernetes, question.veleroNamespace);
  const password = await checkPassword(context, kit, question);
  const found = await Promise.all([...wanted.values()].map((one) => checkRepository(context, question, one)));
  return [...found, ...password];
}

function checkPassword(context: Context, kit: KitState, question: RepositoriesToCheck): Promise<readonly Check[]> {
  switch (kit.kind) {
    case "exported":
      return Promise.resolve([]);
    case "outdated":
      return Promise.resolve([
        judgePassword({
          subject: question.member,
          veleroNamespace: question.veleroNamespace,
          exportedAt: kit.exportedAt,
        }),
      ]);
    case "missing":
    case "unknown":
      return checkPasswordInUse(context, question);
  }
}

async function checkRepository(
  context: Context,
  { member, veleroNamespace, destination }: RepositoriesToCheck,
  { namespace, type }: { readonly namespace: string; readonly type: string },
): Promise<Check> {
  const labels = {
    [volumeNamespaceLabel]: labelValueOf(namespace),
    [veleroLabels.storageLocation]: labelValueOf(destination),
    [repositoryTypeLabel]: type,
  };
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const [found] = await context.kubernetes.listAll<BackupRepository>(backupRepositoryType, {
    namespace: veleroNamespace,
    labelSelector,
  });
  const name = found?.metadata.name ?? `${namespace}-${destination}-${type}`;
  if (found === undefined) {
    await makeRepository(context, {
      apiVersion: veleroApiVersion,
      kind: "BackupRepository",
      metadata: { name, namespace: veleroNamespace, labels },
      spec: {
        backupStorageLocation: destination,
        volumeNamespace: namespace,
        repositoryType: type,
        resticIdentifier: "",
        maintenanceFrequency: "1h0m0s",
      },
    });
  }
  return awaitRepository(context, { name, namespace: veleroNamespace }, { subject: member, namespace });
}

async function makeRepository(context: Context, repository: BackupRepository): Promise<void> {
  try {
    await context.kubernetes.create(backupRepositoryType, repository, { fieldManager });
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
  }
}

function remedyIn(veleroNamespace: string): string {
  return `See \`kubectl -n ${veleroNamespace} get backuprepositories\` and Velero's log. In a new cluster the repository's password must be that of the old one: \`holdfast velero install --recovery-kit FILE\`.`;
}

async function awaitRepository(
  context: Context,
  name: { readonly name: string; readonly namespace: string },
  of: { readonly subject: string; readonly namespace: string },
): Promise<Check> {
  const { subject, namespace } = of;
  const check = { code: "repository-not-ready", subject };
  const options = { deadlineSeconds: connectSeconds, clock: context.clock, signal: context.signal };
  const target = { type: backupRepositoryType, name };
  const remedy = remedyIn(name.namespace);
  try {
    const found = await waitFor<BackupRepository>(
      context.kubernetes,
      target,
      (repository) => repository?.status?.phase === "Ready" || repository?.status?.phase === "NotReady",
      options,
    );
    if (found?.status?.phase === "Ready") {
      return judgeRepository({ ...of, ...newestMaintenance(found) });
    }
    const reason = found?.status?.message ?? "Velero says NotReady";
    return {
      ...check,
      result: "refused",
      message: `Velero cannot open the repository with the volumes of ${namespace}: ${reason}`,
      remedy,
    };
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    const message = `Velero did not open the repository with the volumes of ${namespace} within ${connectSeconds} seconds`;
    return { ...check, result: "refused", message, remedy };
  }
}

/** Velero keeps the last few, since 1.16. */
function newestMaintenance({ status }: BackupRepository): Pick<RepositoryQuestion, "maintenance"> {
  const ended = (status?.recentMaintenance ?? []).filter(({ result }) => result !== undefined);
  const newest = ended.toSorted((one, other) => timeOf(other).localeCompare(timeOf(one)))[0];
  if (newest?.result === undefined) return {};
  const { result, completeTimestamp: at, message } = newest;
  return {
    maintenance: { result, ...(at === undefined ? {} : { at }), ...(message === undefined ? {} : { message }) },
  };
}

function timeOf({
  startTimestamp,
  completeTimestamp,
}: {
  startTimestamp?: string;
  completeTimestamp?: string;
}): string {
  return completeTimestamp ?? startTimestamp ?? "";
}
