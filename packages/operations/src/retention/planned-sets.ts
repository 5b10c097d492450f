import { Fault, readCronTiming, scheduledSetName, slotsBetween } from "@holdfast/domain";
import type { PlannedSet, ScheduleView } from "@holdfast/domain";
import { backupStorageLocationType } from "@holdfast/velero";
import type { BackupStorageLocation } from "@holdfast/velero";
import { examineApplications } from "../backups/backupable.ts";
import type { Context } from "../context.ts";
import { currentOf } from "../destinations/destination-view.ts";
import { findInstanceId } from "../installation/instance.ts";
import { listSchedules } from "../schedules/show-schedules.ts";
import { findVelero } from "../velero/find-velero.ts";

const dayMilliseconds = 24 * 3600 * 1000;

/** The backups that the schedules will make in the days to come; none of schedules that are paused or cannot be read. */
export async function plannedSets(context: Context, days: number): Promise<readonly PlannedSet[]> {
  const schedules = (await listSchedules(context)).filter(
    ({ state }) => state.kind !== "paused" && state.kind !== "invalid",
  );
  if (schedules.length === 0) return [];
  const [instance, current, slugs] = await Promise.all([
    findInstanceId(context.kubernetes),
    currentDestination(context),
    backedUp(context),
  ]);
  const from = context.clock.now();
  return schedules.flatMap((schedule) => {
    const destination = schedule.destination ?? current;
    if (destination === undefined) return [];
    return slotsOf(schedule, from, from + days * dayMilliseconds).map((at) => ({
      name: scheduledSetName(instance ?? "", schedule.name, at),
      at,
      scope: schedule.scope,
      destination,
      slugs,
    }));
  });
}

function slotsOf({ cron, timeZone }: ScheduleView, from: number, until: number): readonly number[] {
  const reading = readCronTiming(cron, timeZone);
  return reading.kind === "timing" ? slotsBetween(reading.timing, from, until) : [];
}

/** Where a backup goes that names no destination. */
async function currentDestination(context: Context): Promise<string | undefined> {
  const { namespace } = await findVelero(context);
  const locations = await context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace });
  return currentOf(locations)?.metadata.name;
}

/** What a full backup is going to hold; nothing where that cannot be said. */
async function backedUp(context: Context): Promise<readonly string[]> {
  try {
    return (await examineApplications(context)).backupable.map(({ slug }) => slug);
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}
