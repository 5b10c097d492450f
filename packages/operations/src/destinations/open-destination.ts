import { Fault } from "@holdfast/domain";
import { backupStorageLocationType, type BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { instanceId } from "../installation/instance.ts";
import { awaitImport, type ExaminedLocation } from "./await-import.ts";
import { backupsIn, showDestination, type DestinationView } from "./destination-view.ts";
import { currentLabel } from "./destination-wish.ts";
import { judgeContents, mayOpen, outgrows } from "./judge-contents.ts";

/**
 * Waits until Velero has imported what is in a ReadOnly location, reads whose backups they are, and opens it for
 * writing unless another instance's, or expired ones of somebody else, are among them.
 */
export async function openIfOwn(context: Context, location: ExaminedLocation): Promise<void> {
  const { namespace, name } = location;
  await awaitImport(context, location);
  const own = await instanceId(context);
  const contents = judgeContents(await backupsIn(context, namespace, name), own, context.clock.now());
  if (mayOpen(contents)) await open(context, namespace, name);
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

/**
 * What `takeOverDestination` would do. Faults: destination-not-found, already-exists (it is open, or theirs),
 * destination-unavailable (what is in it is not known).
 */
export async function planTakeOver(context: Context, name: string): Promise<DestinationView> {
  const destination = await showDestination(context, name);
  refuseTheirs(destination);
  if (destination.accessMode === "ReadWrite") {
    throw new Fault("already-exists", `Destination ${name} is open for writing already`, {
      remedy: "There is nothing to do",
    });
  }
  refuseUnread(destination);
  return destination;
}

function refuseTheirs({ name, ownership, veleroNamespace }: DestinationView): void {
  if (ownership === "ours") return;
  throw new Fault("already-exists", `The location ${name} was not set with Holdfast and is not changed`, {
    remedy: `Its owner may open it: kubectl -n ${veleroNamespace} patch backupstoragelocation ${name} --type merge -p '{"spec":{"accessMode":"ReadWrite"}}'`,
  });
}

/** Before Velero's first import nothing is listed, which is not the same as nothing being there. */
function refuseUnread({ name, veleroNamespace, phase, message, lastSynced }: DestinationView): void {
  const where = `BackupStorageLocation ${veleroNamespace}/${name}`;
  if (phase !== "Available") {
    throw new Fault("destination-unavailable", `Destination ${name} is not Available; what is in it is not known`, {
      reason: message ?? `Velero says: ${phase}`,
      remedy: `holdfast destination show ${name} tells when Velero last looked; set the destination again if its keys or address are wrong`,
      where,
    });
  }
  if (lastSynced !== undefined) return;
  throw new Fault("destination-unavailable", `Velero has not read yet what is in destination ${name}`, {
    reason: "no import was reported; Velero imports once a minute",
    remedy: `Wait until holdfast destination show ${name} tells of an import, then run the command again`,
    where,
  });
}

/**
 * Opens a ReadOnly destination of ours for writing as `planTakeOver` described it. It is looked at again right before:
 * when more would be lost than was agreed to, it stays closed. Faults: as planTakeOver, plan-changed.
 */
export async function takeOverDestination(context: Context, agreed: DestinationView): Promise<DestinationView> {
  try {
    const { name, veleroNamespace, contents } = await planTakeOver(context, agreed.name);
    if (outgrows(contents, agreed.contents)) {
      throw new Fault("plan-changed", `What is in destination ${name} has changed; it was not opened`, {
        reason: `past their expiry now: ${contents.expired.join(", ") || "none"}; other instances: ${contents.others.map((other) => other.instance).join(", ") || "none"}`,
        remedy: "Run the command again: it says what opening would do now",
      });
    }
    await open(context, veleroNamespace, name);
    return await showDestination(context, name);
  } catch (error) {
    throw fromApiError(error);
  }
}
