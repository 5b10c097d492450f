import { isApiError } from "@holdfast/kubernetes";
import { scheduleType } from "@holdfast/velero";
import type { Schedule } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";

/** A Schedule of Velero's own. Velero makes its backups; Holdfast shows it and leaves it alone. */
export interface OutsideSchedule {
  readonly name: string;
  readonly namespace: string;
  readonly cron: string;
  readonly paused: boolean;
  /** RFC 3339. */
  readonly lastBackup?: string;
  /** Why Velero refuses it, in its words. */
  readonly problem?: string;
}

/** None where Velero is not installed. Faults: missing-rights, cluster-unreachable. */
export async function listOutsideSchedules(context: Context): Promise<readonly OutsideSchedule[]> {
  try {
    const query = context.veleroNamespace === undefined ? {} : { namespace: context.veleroNamespace };
    return (await context.kubernetes.listAll<Schedule>(scheduleType, query)).map(viewOutside);
  } catch (error) {
    if (isApiError(error, "NotFound")) return [];
    throw fromApiError(error);
  }
}

function viewOutside({ metadata, spec, status }: Schedule): OutsideSchedule {
  const problem = status?.validationErrors?.join("; ");
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    cron: spec.schedule,
    paused: spec.paused === true,
    ...(status?.lastBackup === undefined ? {} : { lastBackup: status.lastBackup }),
    ...(problem === undefined || problem === "" ? {} : { problem }),
  };
}
