import { Fault, allowedWhen, nextSlots, readTiming } from "@holdfast/domain";
import type { Timing } from "@holdfast/domain";
import { isApiError, namespaces } from "@holdfast/kubernetes";
import { findApplication } from "../applications/find-application.ts";
import { refuseCopy } from "../applications/refuse-copy.ts";
import type { Context } from "../context.ts";
import { showDestination } from "../destinations/destination-view.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { readClusterNow } from "../status/cluster-time.ts";
import { scheduleObject, scheduleType } from "./backup-schedule.ts";
import type { BackupScheduleObject, BackupScheduleSpec } from "./backup-schedule.ts";

export interface ScheduleRequest {
  readonly name: string;
  /** Plain words, a preset or a cron expression. */
  readonly when: string;
  readonly timeZone: string;
  /** Absent: the console and all applications. */
  readonly application?: string;
  /** Absent: Velero's default. */
  readonly destination?: string;
  readonly startWithinSeconds?: number;
  readonly runWithinSeconds?: number;
}

/** A schedule that could be written. */
export interface ScheduleProposal {
  readonly timing: Timing;
  readonly request: ScheduleRequest;
  /** RFC 3339. */
  readonly next: readonly string[];
}

const idLength = 20;
const shownNext = 5;
const longestName = 30;
const limits = {
  startWithinSeconds: { least: 60, most: 20 * 3600, what: "begin within", words: "1 minute to 20 hours" },
  runWithinSeconds: { least: 300, most: 7 * 24 * 3600, what: "run within", words: "5 minutes to 7 days" },
} as const;

/**
 * Checks what can be checked without the cluster, and says when it would come. Faults: invalid-argument, with what is
 * allowed.
 */
export function proposeSchedule(request: ScheduleRequest, nowMilliseconds: number): ScheduleProposal {
  requireName(request.name);
  for (const key of ["startWithinSeconds", "runWithinSeconds"] as const) requireSpan(key, request[key]);
  const reading = readTiming(request.when, request.timeZone);
  if (reading.kind === "refused") {
    throw new Fault("invalid-argument", whatIsWrong[reading.what], { reason: reading.reason, remedy: reading.remedy });
  }
  const next = nextSlots(reading.timing, nowMilliseconds, shownNext);
  if (next.length === 0) {
    throw new Fault("invalid-argument", whatIsWrong.when, {
      reason: `"${request.when}" never comes in the next 40 years.`,
      remedy: allowedWhen,
    });
  }
  return { timing: reading.timing, request, next: next.map((slot) => new Date(slot).toISOString()) };
}

const whatIsWrong = {
  when: "The schedule's time cannot be read.",
  "time-zone": "There is no such time zone.",
} as const;

/**
 * Writes a new schedule; its first backup is made at its next time. Faults: invalid-argument, already-exists,
 * application-not-found, application-is-copy, destination-not-found, holdfast-not-installed.
 */
export async function createSchedule(context: Context, proposal: ScheduleProposal): Promise<void> {
  const { request, timing } = proposal;
  const { name, application, destination, startWithinSeconds, runWithinSeconds } = request;
  await requireConsole(context);
  if (application !== undefined) refuseCopy(await findApplication(context, application), "backed up");
  if (destination !== undefined) await showDestination(context, destination);
  const spec: BackupScheduleSpec = {
    id: context.randomId(idLength),
    ...(application === undefined ? {} : { application }),
    cron: timing.cron,
    timeZone: timing.timeZone,
    ...(destination === undefined ? {} : { destination }),
    ...(startWithinSeconds === undefined ? {} : { startWithinSeconds }),
    ...(runWithinSeconds === undefined ? {} : { runWithinSeconds }),
    createdBy: context.requestedBy,
    activeFrom: new Date(await readClusterNow(context)).toISOString(),
  };
  try {
    const object = scheduleObject(name, context.consoleNamespace, spec);
    await context.kubernetes.create<BackupScheduleObject>(scheduleType, object);
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw fromApiError(error);
    throw new Fault("already-exists", `There is a schedule ${name} already; it was not changed.`, {
      remedy: `Look at it with \`holdfast schedule show ${name}\`. To change it, delete it and create it again: its backups stay.`,
      cause: error,
    });
  }
}

async function requireConsole({ kubernetes, consoleNamespace }: Context): Promise<void> {
  if ((await kubernetes.get(namespaces, { name: consoleNamespace })) !== undefined) return;
  throw new Fault("holdfast-not-installed", "Holdfast is not installed in this cluster.", {
    reason: `There is no namespace ${consoleNamespace}. Schedules are carried out by the server that \`holdfast install\` brings.`,
    remedy: "Run `holdfast install` first; with another namespace, give --console-namespace.",
  });
}

function requireName(name: string): void {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u.test(name) && name.length <= longestName) return;
  throw new Fault("invalid-argument", `"${name}" cannot be the name of a schedule.`, {
    reason: "The name becomes part of the names of its backups.",
    remedy: `Use lower-case letters, digits and dashes, at most ${longestName} characters: for example nightly.`,
  });
}

function requireSpan(key: keyof typeof limits, seconds: number | undefined): void {
  const { least, most, what, words } = limits[key];
  if (seconds === undefined || (seconds >= least && seconds <= most)) return;
  throw new Fault("invalid-argument", `A backup cannot have to ${what} ${seconds} seconds.`, {
    remedy: `Give ${words}, for example 6h.`,
  });
}
