import { group, labels, readCronTiming } from "@holdfast/domain";
import type { ScheduleScope, TimingReading } from "@holdfast/domain";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";

export const scheduleType: ResourceType = {
  group,
  version: "v1alpha1",
  kind: "BackupSchedule",
  plural: "backupschedules",
  namespaced: true,
};

/** The value of the label `holdfast.dev/record` on schedules. */
const scheduleRecordKind = "backupschedule";

const defaultStartWithinSeconds = 6 * 3600;
const defaultRunWithinSeconds = 24 * 3600;

/** As the cluster holds it; times are RFC 3339. What was decided of its times is in its ledger, never here. */
export interface BackupScheduleSpec {
  readonly id: string;
  /** Absent: the console and all applications. */
  readonly application?: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly destination?: string;
  readonly startWithinSeconds?: number;
  readonly runWithinSeconds?: number;
  readonly createdBy?: string;
  readonly activeFrom?: string;
  readonly paused?: { readonly since: string; readonly reason: string };
}

export interface BackupScheduleObject extends KubernetesObject {
  readonly spec: BackupScheduleSpec;
}

/** A schedule as it was read. Whoever edits it by hand may write what is no time: `timing` says so. */
export interface BackupSchedule {
  readonly name: string;
  readonly spec: BackupScheduleSpec;
  readonly scope: ScheduleScope;
  readonly timing: TimingReading;
  readonly startWithinSeconds: number;
  readonly runWithinSeconds: number;
  /** Milliseconds: when it was made or came to be in this cluster, or went on after a pause. Times before are none of its. */
  readonly activeFrom: number;
  readonly createdAt: string;
  readonly object: BackupScheduleObject;
}

export function scheduleFrom(object: BackupScheduleObject): BackupSchedule {
  const { spec, metadata } = object;
  const createdAt = metadata.creationTimestamp ?? new Date(0).toISOString();
  const resumed = spec.activeFrom === undefined ? 0 : Date.parse(spec.activeFrom);
  return {
    name: metadata.name,
    spec,
    scope: spec.application === undefined ? { kind: "instance" } : { kind: "application", slug: spec.application },
    timing: readCronTiming(spec.cron, spec.timeZone),
    startWithinSeconds: spec.startWithinSeconds ?? defaultStartWithinSeconds,
    runWithinSeconds: spec.runWithinSeconds ?? defaultRunWithinSeconds,
    activeFrom: Math.max(Date.parse(createdAt), Number.isFinite(resumed) ? resumed : 0),
    createdAt,
    object,
  };
}

/** A new object, not written yet. */
export function scheduleObject(name: string, namespace: string, spec: BackupScheduleSpec): BackupScheduleObject {
  return {
    apiVersion: `${scheduleType.group}/${scheduleType.version}`,
    kind: scheduleType.kind,
    metadata: {
      name,
      namespace,
      labels: {
        [labels.record]: scheduleRecordKind,
        ...(spec.application === undefined ? {} : { [labels.application]: spec.application }),
      },
    },
    spec,
  };
}
