import { Fault } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { createBackup } from "../backups/create-backup.ts";
import type { StartedBackup } from "../backups/create-backup.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { readClusterNow } from "../status/cluster-time.ts";
import { scheduleType } from "./backup-schedule.ts";
import type { BackupScheduleObject, BackupScheduleSpec } from "./backup-schedule.ts";
import { findSchedule } from "./find-schedule.ts";
import { removeLedger } from "./ledger-record.ts";

const tries = 5;

/** No backup begins until it is resumed; one that runs goes on. Paused twice, the first reason stays. Faults: schedule-not-found. */
export async function pauseSchedule(context: Context, name: string, reason?: string): Promise<void> {
  await changeSpec(context, name, (spec) => {
    if (spec.paused !== undefined) return undefined;
    const by = `Paused by ${context.requestedBy}.`;
    const paused = { since: isoNow(context), reason: reason === undefined ? by : `${by.slice(0, -1)}: ${reason}` };
    return { ...spec, paused: { ...paused, reason: paused.reason.slice(0, 400) } };
  });
}

/** Times that passed meanwhile are not made up for. One that is not paused is left as it is. Faults: schedule-not-found. */
export async function resumeSchedule(context: Context, name: string): Promise<void> {
  const activeFrom = new Date(await readClusterNow(context)).toISOString();
  await changeSpec(context, name, ({ paused, ...spec }) =>
    paused === undefined ? undefined : { ...spec, activeFrom },
  );
}

/** Its backups stay. Faults: schedule-not-found. */
export async function deleteSchedule(context: Context, name: string): Promise<void> {
  const { object, spec } = await findSchedule(context, name);
  const { namespace = context.consoleNamespace, uid } = object.metadata;
  try {
    await context.kubernetes.delete(scheduleType, { name, namespace }, uid === undefined ? {} : { uid });
    await removeLedger(context.kubernetes, spec.id);
  } catch (error) {
    throw fromApiError(error);
  }
}

/** A backup as the schedule makes it, now and beside its times; also while it is paused. Faults: schedule-not-found, and as createBackup. */
export async function runScheduleNow(context: Context, name: string): Promise<StartedBackup> {
  const { spec } = await findSchedule(context, name);
  return createBackup(context, {
    ...(spec.application === undefined ? {} : { application: spec.application }),
    ...(spec.destination === undefined ? {} : { destination: spec.destination }),
  });
}

/** With the optimistic lock of what was read. Undefined: nothing to change. */
async function changeSpec(
  context: Context,
  name: string,
  change: (spec: BackupScheduleSpec) => BackupScheduleSpec | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { object } = await findSchedule(context, name);
    const spec = change(object.spec);
    if (spec === undefined) return;
    try {
      await context.kubernetes.replace<BackupScheduleObject>(scheduleType, { ...object, spec });
      return;
    } catch (error) {
      if (!isApiError(error, "Conflict")) throw fromApiError(error);
    }
  }
  throw new Fault("cluster-conflict", `Schedule ${name} is written to all the time; it was not changed.`, {
    remedy: "Try again.",
  });
}

function isoNow({ clock }: Context): string {
  return new Date(clock.now()).toISOString();
}
