import { Fault } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { scheduleFrom, scheduleType } from "./backup-schedule.ts";
import type { BackupSchedule, BackupScheduleObject } from "./backup-schedule.ts";

/** By name. None when the cluster does not know the kind yet. */
export async function readSchedules(context: Context): Promise<readonly BackupSchedule[]> {
  try {
    const query = { namespace: context.consoleNamespace };
    const objects = await context.kubernetes.listAll<BackupScheduleObject>(scheduleType, query);
    return objects.map(scheduleFrom).sort((one, other) => one.name.localeCompare(other.name));
  } catch (error) {
    if (isApiError(error, "NotFound")) return [];
    throw fromApiError(error);
  }
}

/** Faults: schedule-not-found, missing-rights, cluster-unreachable. */
export async function findSchedule(context: Context, name: string): Promise<BackupSchedule> {
  const schedules = await readSchedules(context);
  const found = schedules.find((schedule) => schedule.name === name);
  if (found !== undefined) return found;
  const names = schedules.map((schedule) => schedule.name).join(", ");
  throw new Fault("schedule-not-found", `There is no schedule ${name}.`, {
    reason: names === "" ? "There is no schedule at all." : `There are: ${names}.`,
    remedy: "List them with `holdfast schedule list`.",
    where: `namespace ${context.consoleNamespace}`,
  });
}
