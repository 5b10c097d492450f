import { annotations, Fault, labels } from "@holdfast/domain";
import type { MemberBackup } from "@holdfast/domain";
import { startStore } from "@holdfast/kubernetes";
import type { Store } from "@holdfast/kubernetes";
import { findVelero, fromApiError, listedStoreOf, memberBackupOf } from "@holdfast/operations";
import type { Context, VeleroInstallation } from "@holdfast/operations";
import { backupStorageLocationType, backupType, podVolumeBackupType } from "@holdfast/velero";
import type { Backup, BackupStorageLocation, PodVolumeBackup } from "@holdfast/velero";
import type { ChangeHub } from "./change-hub.ts";
import { volumeShareOf } from "./volume-share.ts";
import type { VolumeShare } from "./volume-share.ts";

type VeleroState =
  | { readonly stage: "looking" }
  /** Looked for again every few seconds. */
  | { readonly stage: "absent"; readonly fault: Fault }
  | {
      readonly stage: "following";
      readonly velero: VeleroInstallation;
      readonly backups: Store<MemberBackup>;
      readonly volumes: Store<VolumeShare>;
      readonly destinations: Store<DestinationStore>;
    };

/** One whose backups Velero has listed since it was connected; others are not kept. */
interface DestinationStore {
  readonly name: string;
  /** Another text is another store. */
  readonly store: string;
}

export interface VeleroFollower {
  state(): VeleroState;
  /** Grows with every change of a Backup, of a volume's backup, or of what a destination is. */
  version(): number;
  readonly ended: Promise<void>;
}

const lookAgainMilliseconds = 10_000;

/** Finds Velero, keeps its Backups in memory, projected as they arrive, and begins again when it goes away. */
export function followVelero(context: Context, hub: ChangeHub): VeleroFollower {
  let state: VeleroState = { stage: "looking" };
  let version = 0;
  const changed = (names: readonly string[]) => {
    version += 1;
    hub.publish({ kind: "backup-sets", names });
  };

  async function followOnce(): Promise<void> {
    const velero = await findVelero(context);
    const stop = new AbortController();
    const signal = AbortSignal.any([context.signal, stop.signal]);
    const { backups, volumes, destinations } = startStores({ context, velero, signal });
    try {
      await Promise.all([backups.ready, volumes.ready, destinations.ready]);
      state = { stage: "following", velero, backups, volumes, destinations };
      version += 1;
      hub.publish({ kind: "everything" });
      await Promise.race([
        backups.ended,
        volumes.ended,
        destinations.ended,
        tellBackups(backups, changed),
        tellVolumes({ backups, volumes, namespace: velero.namespace, changed }),
        tellDestinations(destinations, () => changed([])),
      ]);
    } finally {
      stop.abort();
    }
  }

  async function run(): Promise<void> {
    while (!context.signal.aborted) {
      try {
        await followOnce();
      } catch (error) {
        if (context.signal.aborted) return;
        const fault = fromApiError(error);
        if (!(fault instanceof Fault)) throw fault;
        state = { stage: "absent", fault };
        hub.publish({ kind: "everything" });
      }
      await pause(context, lookAgainMilliseconds);
    }
  }

  return { state: () => state, version: () => version, ended: run() };
}

interface Following {
  readonly context: Context;
  readonly velero: VeleroInstallation;
  readonly signal: AbortSignal;
}

function startStores({ context, velero, signal }: Following) {
  const { kubernetes: client, clock } = context;
  const common = { client, clock, signal, query: { namespace: velero.namespace } };
  return {
    backups: startStore<Backup, MemberBackup>({ ...common, type: backupType, project: memberBackupOf }),
    volumes: startStore<PodVolumeBackup, VolumeShare>({ ...common, type: podVolumeBackupType, project: volumeShareOf }),
    destinations: startStore<BackupStorageLocation, DestinationStore>({
      ...common,
      type: backupStorageLocationType,
      project: (location) => {
        const store = listedStoreOf(location);
        return store === undefined ? undefined : { name: location.metadata.name, store };
      },
    }),
  };
}

async function tellBackups(backups: Store<MemberBackup>, changed: (names: readonly string[]) => void): Promise<void> {
  for await (const { view } of backups.changes()) changed([setNameOf(view)]);
}

interface Telling {
  readonly backups: Store<MemberBackup>;
  readonly volumes: Store<VolumeShare>;
  readonly namespace: string;
  readonly changed: (names: readonly string[]) => void;
}

async function tellVolumes({ backups, volumes, namespace, changed }: Telling): Promise<void> {
  for await (const { view } of volumes.changes()) {
    const backup = backups.get({ namespace, name: view.backup });
    changed([backup === undefined ? view.backup : setNameOf(backup)]);
  }
}

/** Velero writes the time of its last look every minute; what counts is another store, and with it what is lost. */
async function tellDestinations(destinations: Store<DestinationStore>, changed: () => void): Promise<void> {
  const known = new Map(destinations.current().map(({ name, store }) => [name, store]));
  for await (const { kind, view } of destinations.changes()) {
    const store = kind === "deleted" ? undefined : view.store;
    if (known.get(view.name) === store) continue;
    if (store === undefined) known.delete(view.name);
    else known.set(view.name, store);
    changed();
  }
}

/** As the list of sets names it: a Backup made outside Holdfast stands under its own name. */
function setNameOf(backup: MemberBackup): string {
  return backup.annotations[annotations.setName] ?? backup.labels[labels.set] ?? backup.name;
}

async function pause({ clock, signal }: Context, milliseconds: number): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
