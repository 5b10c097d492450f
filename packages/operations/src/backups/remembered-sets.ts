import { fieldManager, lostSets, memberNames, operationsNamespace } from "@holdfast/domain";
import type { BackupSet, RememberedSet, SetFacts, WorkOnSets } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { backupStorageLocationType, backupType } from "@holdfast/velero";
import type { Backup, BackupStorageLocation } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { isTransient, isWriteConflict } from "../faults/from-api-error.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";

/**
 * One line for each set that this installation has made and not deleted. Velero forgets a backup whose files are gone;
 * without this, a set that lost all of them would be no worse than one that never was.
 */
export const setsLedger = { name: "holdfast-backup-sets", namespace: operationsNamespace } as const;

/** An object of the API server holds 1 MiB: some two thousand sets of twenty applications. */
const mostBytes = 900_000;

interface MadeSet {
  readonly facts: SetFacts;
  readonly destination: string;
  readonly veleroNamespace: string;
}

/** Written when a set has ended. Safe to run again; a set of which nothing was made is not remembered. */
export async function rememberSet(context: Context, made: MadeSet): Promise<void> {
  const { facts, destination, veleroNamespace: namespace } = made;
  const [backups, stores] = await Promise.all([
    Promise.all(memberNames(facts).map((name) => context.kubernetes.get<Backup>(backupType, { name, namespace }))),
    readStores(context, namespace, storeOf),
  ]);
  const first = backups.find((backup) => backup !== undefined);
  const store = stores.get(destination);
  if (first === undefined || store === undefined) return;
  const expiresAt = facts.scope === "safety" ? first.status?.expiration : undefined;
  const parts = [...facts.applications.map(({ slug }) => slug), ...(facts.console ? ["console"] : [])];
  const line: Omit<RememberedSet, "name"> = {
    scope: facts.scope,
    createdAt: first.metadata.creationTimestamp ?? new Date(context.clock.now()).toISOString(),
    destination,
    store,
    instance: facts.instance,
    trigger: facts.trigger,
    parts,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  await change(context, { [facts.name]: JSON.stringify(line) });
}

/** Written when this installation has deleted a set. Safe to run again. */
export async function forgetSet(context: Context, name: string): Promise<void> {
  await change(context, { [name]: null });
}

/** A set is not worth less for who could make it and cannot write it down; what may pass is tried again. */
async function change(context: Context, lines: Readonly<Record<string, string | null>>): Promise<void> {
  try {
    await write(context, lines);
  } catch (error) {
    if (!isApiError(error) || isTransient(error) || isWriteConflict(error)) throw error;
    context.report({ message: `What was made is not remembered: ${error.message}` });
  }
}

/** One line at a time, whoever else writes others. */
async function write(context: Context, lines: Readonly<Record<string, string | null>>): Promise<void> {
  const data = { ...lines, ...(await outlived(context, lines)) };
  if ((await patchLedger(context, data)) === "done") return;
  try {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: setsLedger };
    await inOperationsNamespace(context.kubernetes, () =>
      context.kubernetes.create(configMapType, object, { fieldManager }),
    );
  } catch (error) {
    // Somebody else needed it at the same time.
    if (!isApiError(error, "AlreadyExists")) throw error;
  }
  await patchLedger(context, data);
}

async function patchLedger(
  { kubernetes }: Context,
  data: Readonly<Record<string, string | null>>,
): Promise<"done" | "absent"> {
  try {
    await kubernetes.patch(configMapType, setsLedger, { kind: "merge", body: { data } });
    return "done";
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
    return "absent";
  }
}

/** Lines that go with the next write: what Velero has expired by itself, and the oldest that have no room beside it. */
async function outlived(
  context: Context,
  lines: Readonly<Record<string, string | null>>,
): Promise<Readonly<Record<string, null>>> {
  const now = context.clock.now();
  const ledger = await context.kubernetes.get<ConfigMap>(configMapType, setsLedger);
  const sets = ledger === undefined ? [] : rememberedIn(ledger);
  let room = mostBytes - Object.entries(lines).reduce((sum, [name, text]) => sum + sizeOf(name, text), 0);
  const gone = sets
    .toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
    .filter(({ name, expiresAt }) => {
      if (expiresAt !== undefined && Date.parse(expiresAt) < now) return true;
      if (name in lines) return false;
      room -= sizeOf(name, ledger?.data?.[name]);
      return room < 0;
    });
  return Object.fromEntries(gone.map(({ name }) => [name, null]));
}

function sizeOf(name: string, text: string | null | undefined): number {
  return Buffer.byteLength(name) + Buffer.byteLength(text ?? "");
}

/** Sets that are gone though nobody here deleted them. Who may not read what is needed for it is told of none. */
export async function findLostSets(
  context: Context,
  question: { readonly namespace: string; readonly present: readonly BackupSet[]; readonly work: WorkOnSets },
): Promise<readonly BackupSet[]> {
  try {
    const remembered = await readRemembered(context);
    if (remembered.length === 0) return [];
    const stores = await readStores(context, question.namespace, listedStoreOf);
    return lostSets({ ...question, remembered, stores, nowMs: context.clock.now() });
  } catch (error) {
    if (isApiError(error, "Forbidden")) return [];
    throw error;
  }
}

async function readRemembered({ kubernetes }: Context): Promise<readonly RememberedSet[]> {
  const found = await kubernetes.get<ConfigMap>(configMapType, setsLedger);
  return found === undefined ? [] : rememberedIn(found);
}

/** The lines of the ledger; each was written by a Holdfast, this one or a newer one. */
export function rememberedIn({ data = {} }: ConfigMap): readonly RememberedSet[] {
  return Object.entries(data).map(([name, text]) => ({ ...(JSON.parse(text) as Omit<RememberedSet, "name">), name }));
}

async function readStores(
  { kubernetes }: Context,
  namespace: string,
  read: (location: BackupStorageLocation) => string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const locations = await kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace });
  return new Map(
    locations.flatMap((location) => {
      const store = read(location);
      return store === undefined ? [] : [[location.metadata.name, store]];
    }),
  );
}

/** What a destination is: another bucket, account, prefix or address is another store. */
export function storeOf({ spec: { provider, objectStorage, config } }: BackupStorageLocation): string {
  const { bucket, prefix = "" } = objectStorage;
  const where = config?.["s3Url"] ?? config?.["storageAccount"] ?? "";
  return `${provider.replace(/^velero\.io\//u, "")} ${where} ${bucket}/${prefix}`;
}

/**
 * The store of a destination whose backups Velero has listed since it was connected and can list now: only of such a one
 * does a Backup that is not there say anything. A location that was just made, or cannot be reached, has none yet.
 */
export function listedStoreOf(location: BackupStorageLocation): string | undefined {
  const { phase, lastSyncedTime } = location.status ?? {};
  const { creationTimestamp } = location.metadata;
  if (phase !== "Available" || lastSyncedTime === undefined || creationTimestamp === undefined) return undefined;
  return Date.parse(lastSyncedTime) > Date.parse(creationTimestamp) ? storeOf(location) : undefined;
}
