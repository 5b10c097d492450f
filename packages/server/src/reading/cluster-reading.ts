import { Fault, lostSets, readSets } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import { workOf } from "@holdfast/operations";
import type { Context, OperationRecord } from "@holdfast/operations";
import type { ChangeHub } from "./change-hub.ts";
import { followOperations } from "./follow-operations.ts";
import { followRemembered } from "./follow-remembered.ts";
import { followVelero } from "./follow-velero.ts";
import { bytesByBackup } from "./volume-share.ts";

/** What this replica knows of the cluster, from memory: one list and one watch for each kind, however many readers. */
export interface ClusterReading {
  /** Newest first. Faults: why Velero's Backups cannot be followed. */
  sets(): SetsNow;
  /** Faults: as of `sets`. */
  veleroNamespace(): string;
  /** Newest first. */
  operations(): readonly OperationRecord[];
  /** Resolves when the operations are known for the first time. */
  readonly ready: Promise<void>;
  /** What is not there that Holdfast needs, each with its reason. */
  missing(): readonly Missing[];
  /** Rejects when a right is missing that reading cannot do without. */
  readonly ended: Promise<void>;
}

export interface SetsNow {
  readonly sets: readonly BackupSet[];
  readonly bytes: ReadonlyMap<string, number>;
  /** Another object when anything changed. */
  readonly version: unknown;
}

interface Missing {
  readonly what: string;
  readonly reason: string;
  readonly remedy: string;
  /** Without it no request can be answered. */
  readonly essential: boolean;
}

export function readCluster(context: Context, hub: ChangeHub): ClusterReading {
  const operations = followOperations(context, hub);
  const velero = followVelero(context, hub);
  const remembered = followRemembered(context);
  let kept: { readonly key: string; readonly now: SetsNow } | undefined;
  const following = () => {
    const state = velero.state();
    if (state.stage === "looking") throw stillLooking();
    if (state.stage === "absent") throw state.fault;
    return state;
  };
  return {
    veleroNamespace: () => following().velero.namespace,
    sets() {
      const state = following();
      const known = remembered.current();
      const key = `${velero.version()} ${operations.version()} ${known.length}`;
      if (kept?.key !== key) {
        const work = workOf(operations.store.current());
        const present = readSets(state.backups.current(), work);
        const stores = new Map(state.destinations.current().map(({ name, store }) => [name, store]));
        const lost = lostSets({ present, remembered: known, work, stores, nowMs: context.clock.now() });
        const sets = [...present, ...lost].toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
        kept = { key, now: { sets, bytes: bytesByBackup(state.volumes.current()), version: key } };
      }
      return kept.now;
    },
    operations: () =>
      [...operations.store.current()].sort((one, other) => other.createdAt.localeCompare(one.createdAt)),
    ready: operations.store.ready,
    missing: () => [...missingOperations(operations.store.state().stage), ...missingVelero(velero.state())],
    ended: Promise.all([operations.ended, velero.ended]).then(() => undefined),
  };
}

function stillLooking(): Fault {
  return new Fault("velero-not-ready", "Velero's backups are being read", {
    reason: "this server has only just started",
    remedy: "Try again in a few seconds",
  });
}

function missingOperations(stage: "listing" | "watching" | "waiting" | "stopped"): readonly Missing[] {
  if (stage === "watching") return [];
  return [
    {
      what: "Kubernetes API server",
      reason: `the operation records are not followed (${stage})`,
      remedy: "Check that the API server answers and that the server's ClusterRole is as `holdfast install` makes it",
      essential: true,
    },
  ];
}

function missingVelero(state: ReturnType<ReturnType<typeof followVelero>["state"]>): readonly Missing[] {
  switch (state.stage) {
    case "following":
      return state.velero.problems.map(({ message, remedy }) => ({
        what: "Velero",
        reason: message,
        remedy,
        essential: false,
      }));
    case "looking":
      return [{ what: "Velero", reason: "it is being looked for", remedy: "Wait a few seconds", essential: false }];
    case "absent":
      return [
        {
          what: "Velero",
          reason: state.fault.message,
          remedy: state.fault.details.remedy ?? "Run `holdfast velero status`",
          essential: false,
        },
      ];
  }
}
