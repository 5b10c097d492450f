import { Fault } from "@holdfast/domain";
import { backupStorageLocationType, type BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { instanceId } from "../installation/instance.ts";
import { findVelero } from "../velero/find-velero.ts";
import { watchUntil } from "../velero/watch-until.ts";
import { backupsIn, isOurs, showDestination, type DestinationView } from "./destination-view.ts";
import { currentLabel } from "./destination-wish.ts";
import { judgeContents, mayOpen } from "./judge-contents.ts";

/** Velero imports once a minute. */
const syncMilliseconds = 3 * 60_000;

/**
 * Waits until Velero has imported what is in a ReadOnly location, reads whose backups they are, and opens it for
 * writing unless another instance's are among them.
 */
export async function openIfOwn(context: Context, namespace: string, name: string): Promise<void> {
  context.report({ message: `Waiting until Velero has read what is in ${name} (up to a minute)` });
  await awaitSynced(context, namespace, name);
  const own = await instanceId(context);
  const contents = judgeContents(await backupsIn(context, namespace, name), own, context.clock.now());
  if (mayOpen(contents)) await open(context, namespace, name);
}

async function awaitSynced(context: Context, namespace: string, name: string): Promise<void> {
  const target = { namespace, name };
  const before = await context.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, target);
  const outcome = await watchUntil<BackupStorageLocation>(context, {
    type: backupStorageLocationType,
    name: target,
    deadlineMilliseconds: syncMilliseconds,
    done: (seen) => seen?.status?.lastSyncedTime !== undefined && isNewer(seen.status.lastSyncedTime, before),
  });
  if (outcome.kind === "done") return;
  throw new Fault("deadline-passed", `Velero has not read what is in destination ${name} yet; it stays ReadOnly`, {
    reason: `no import was reported within ${syncMilliseconds / 60_000} minutes`,
    remedy: `Run the command again; holdfast destination show ${name} tells when Velero last looked`,
    where: `BackupStorageLocation ${namespace}/${name}`,
  });
}

/** An import that was before the present place was written does not count. */
function isNewer(synced: string, before: BackupStorageLocation | undefined): boolean {
  return synced !== before?.status?.lastSyncedTime || before.status.lastSyncedTime === undefined;
}

/** Velero's default only if no other location is: theirs is never displaced. */
async function open(context: Context, namespace: string, name: string): Promise<void> {
  const all = await context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace });
  const others = all.filter((location) => location.metadata.name !== name);
  const isDefaultFree = others.every(
    (location) => location.spec.default !== true && location.metadata.name !== "default",
  );
  const body = { spec: { accessMode: "ReadWrite", ...(isDefaultFree ? { default: true } : {}) } };
  await context.kubernetes.patch(backupStorageLocationType, { namespace, name }, { kind: "merge", body });
  await makeCurrent(context, namespace, name);
}

/** From now on backups go here unless another destination is named. First the new one, so that there is always one. */
export async function makeCurrent(context: Context, namespace: string, name: string): Promise<void> {
  const mark = (location: string, value: string | null) =>
    context.kubernetes.patch(
      backupStorageLocationType,
      { namespace, name: location },
      { kind: "merge", body: { metadata: { labels: { [currentLabel]: value } } } },
    );
  await mark(name, "true");
  const marked = await context.kubernetes.listAll(backupStorageLocationType, {
    namespace,
    labelSelector: currentLabel,
  });
  for (const { metadata } of marked) if (metadata.name !== name) await mark(metadata.name, null);
}

/** What `takeOverDestination` would do. Faults: destination-not-found, already-exists (it is open, or theirs). */
export async function planTakeOver(context: Context, name: string): Promise<DestinationView> {
  const destination = await showDestination(context, name);
  if (destination.accessMode === "ReadWrite") {
    throw new Fault("already-exists", `Destination ${name} is open for writing already`, {
      remedy: "There is nothing to do",
    });
  }
  return destination;
}

/** Opens a ReadOnly destination of ours for writing although another instance's backups are in it. */
export async function takeOverDestination(context: Context, name: string): Promise<DestinationView> {
  try {
    const { namespace } = await findVelero(context);
    const location = await context.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, {
      namespace,
      name,
    });
    if (location !== undefined && !isOurs(location)) {
      throw new Fault("already-exists", `The location ${name} was not set with Holdfast and is not changed`, {
        remedy: `Its owner may open it: kubectl -n ${namespace} patch backupstoragelocation ${name} --type merge -p '{"spec":{"accessMode":"ReadWrite"}}'`,
      });
    }
    await open(context, namespace, name);
    return await showDestination(context, name);
  } catch (error) {
    throw fromApiError(error);
  }
}
