import { Fault, fieldManager, labels } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import { backupStorageLocationType, type BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { requireRights, rightsTo } from "../installation/rights.ts";
import { findVelero } from "../velero/find-velero.ts";
import { askServerStatus } from "../velero/server-status.ts";
import { watchUntil } from "../velero/watch-until.ts";
import { backupsIn, showDestination, type DestinationView } from "./destination-view.ts";
import {
  checkWish,
  credentialsSecret,
  destinationLabel,
  locationOf,
  partOfDestination,
  type DestinationWish,
} from "./destination-wish.ts";
import { explainUnavailable } from "./explain-unavailable.ts";
import { makeCurrent, openIfOwn } from "./open-destination.ts";
import { changedLocation, planSet, type SetPlan } from "./plan-set.ts";

const validationMilliseconds = 120_000;

/**
 * Makes or changes a destination. It returns when Velero reports it Available, has imported what is in it, and it is
 * open for writing or stays ReadOnly because another instance's backups, or expired ones of somebody else, are in it.
 * When Velero cannot use it, the former state is put back and Velero's message is the fault's reason.
 */
export async function setDestination(context: Context, wish: DestinationWish): Promise<DestinationView> {
  checkWish(wish);
  try {
    const { namespace } = await findVelero(context);
    await requireRights(context, setRights(namespace), "set a destination");
    await requirePlugin(context, namespace);
    const secretName = `holdfast-destination-${wish.name}-${context.randomId(5)}`;
    const wanted = locationOf(wish, namespace, secretName);
    const plan = planSet(
      await readLocation(context, namespace, wish.name),
      wanted,
      await backupsIn(context, namespace, wish.name),
    );
    await context.kubernetes.create(secrets, credentialsSecret(wish, namespace, secretName), { fieldManager });
    await tryLocation(context, plan, wanted);
    await deleteSecrets(context, namespace, wish.name, (name) => name !== secretName);
    const written = await readLocation(context, namespace, wish.name);
    if (written?.spec.accessMode !== "ReadOnly") await makeCurrent(context, namespace, wish.name);
    else await openIfOwn(context, { namespace, name: wish.name, importedBefore: importedBefore(plan, written) });
    return await showDestination(context, wish.name);
  } catch (error) {
    throw fromApiError(error);
  }
}

/** An import that was before the present place was written does not count; a location that is new has had none. */
function importedBefore(plan: SetPlan, { status }: BackupStorageLocation): string | undefined {
  return plan.kind === "create" ? undefined : status?.lastSyncedTime;
}

function setRights(namespace: string) {
  return [
    ...rightsTo({
      verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
      group: "velero.io",
      resource: "backupstoragelocations",
      namespace,
      purpose: "make the location, and take it back if it does not work",
    }),
    ...rightsTo({
      verbs: ["list"],
      group: "velero.io",
      resource: "backups",
      namespace,
      purpose: "see whose backups are in the location",
    }),
    ...rightsTo({
      verbs: ["list", "create", "delete"],
      group: "",
      resource: "secrets",
      namespace,
      purpose: "keep the location's credentials where Velero reads them",
    }),
  ];
}

async function requirePlugin(context: Context, namespace: string): Promise<void> {
  const server = await askServerStatus(context, namespace);
  if (server?.plugins.some((plugin) => plugin.kind === "ObjectStore" && plugin.name === "velero.io/aws") === true)
    return;
  throw new Fault(
    "velero-not-ready",
    server === undefined ? "Velero's server does not answer" : "Velero has no plugin for S3",
    {
      reason:
        server === undefined ? "a ServerStatusRequest was not processed" : "velero.io/aws is not among its plugins",
      remedy: "holdfast velero status says what is missing and with which command it is added",
      where: `namespace ${namespace}`,
    },
  );
}

function readLocation(context: Context, namespace: string, name: string): Promise<BackupStorageLocation | undefined> {
  return context.kubernetes.get<BackupStorageLocation>(backupStorageLocationType, { namespace, name });
}

/** Writes the location and waits for Velero's answer; whatever goes wrong, the former state comes back. */
async function tryLocation(context: Context, plan: SetPlan, wanted: BackupStorageLocation): Promise<void> {
  const { name, namespace = "" } = wanted.metadata;
  try {
    const before = await writeLocation(context, plan, wanted);
    context.report({ message: `Waiting until Velero has looked at ${name}` });
    await awaitAvailable(context, wanted, before);
  } catch (error) {
    await putBack(context, plan, wanted);
    await deleteSecrets(context, namespace, name, (secret) => secret === wanted.spec.credential?.name);
    if (!(error instanceof NotAvailable)) throw error;
    throw explainUnavailable(
      name,
      error.message,
      plan.kind === "create" ? "it was not made" : "it is as it was before",
    );
  }
}

/** Returns when Velero last validated the location, before this write. */
async function writeLocation(
  context: Context,
  plan: SetPlan,
  wanted: BackupStorageLocation,
): Promise<string | undefined> {
  if (plan.kind === "create") {
    await context.kubernetes.create(backupStorageLocationType, wanted, { fieldManager });
    return undefined;
  }
  await context.kubernetes.replace(backupStorageLocationType, changedLocation(plan, wanted), { fieldManager });
  return plan.previous.status?.lastValidationTime;
}

class NotAvailable extends Error {}

async function awaitAvailable(
  context: Context,
  wanted: BackupStorageLocation,
  before: string | undefined,
): Promise<void> {
  const { name, namespace = "" } = wanted.metadata;
  const outcome = await watchUntil<BackupStorageLocation>(context, {
    type: backupStorageLocationType,
    name: { namespace, name },
    deadlineMilliseconds: validationMilliseconds,
    done: (seen) => seen?.status?.phase !== undefined && seen.status.lastValidationTime !== before,
  });
  const status = outcome.object?.status;
  if (outcome.kind === "done" && status?.phase === "Available") return;
  if (outcome.kind === "done") throw new NotAvailable(status?.message ?? "");
  throw new NotAvailable(`Velero did not look at the location within ${validationMilliseconds / 1000} s`);
}

/** Also after a Ctrl-C: nothing here asks the signal. */
async function putBack(context: Context, plan: SetPlan, wanted: BackupStorageLocation): Promise<void> {
  const { name, namespace = "" } = wanted.metadata;
  if (plan.kind === "create") {
    await context.kubernetes.delete(backupStorageLocationType, { namespace, name });
    return;
  }
  const present = await readLocation(context, namespace, name);
  if (present === undefined) return;
  await context.kubernetes.replace(
    backupStorageLocationType,
    { ...present, spec: plan.previous.spec },
    { fieldManager },
  );
}

async function deleteSecrets(
  context: Context,
  namespace: string,
  destination: string,
  which: (name: string) => boolean,
) {
  const labelSelector = `${labels.partOf}=${partOfDestination},${destinationLabel}=${destination}`;
  for (const { metadata } of await context.kubernetes.listAll(secrets, { namespace, labelSelector })) {
    if (which(metadata.name)) await context.kubernetes.delete(secrets, { namespace, name: metadata.name });
  }
}
