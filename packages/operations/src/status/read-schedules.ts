import type { RunOutcome, ScheduleFact, ScheduleView } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { listSchedules } from "../schedules/show-schedules.ts";

/** Every schedule, as far as it matters for what is kept. Faults: missing-rights, cluster-unreachable. */
export async function readScheduleFacts(context: Context): Promise<readonly ScheduleFact[]> {
  return (await listSchedules(context)).map(scheduleFact);
}

function scheduleFact(view: ScheduleView): ScheduleFact {
  const { name, scope, paused, next, missed, missedEarlier, state, lastRun } = view;
  const failed = lastRun === undefined ? undefined : whyFailed(lastRun.outcome);
  const { overdue, trouble } = judgeState(state);
  return {
    name,
    scope,
    ...(paused === undefined ? {} : { paused }),
    next,
    missed: [...overdue, ...missed],
    ...(lastRun === undefined || failed === undefined ? {} : { failedRun: { slot: lastRun.slot, reason: failed } }),
    missedRuns: missed.length + missedEarlier + overdue.length,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** A run that is partial made good parts too: what it lacks is seen in its set. */
function whyFailed(outcome: RunOutcome): string | undefined {
  switch (outcome.kind) {
    case "failed":
    case "cancelled":
      return outcome.reason;
    case "complete":
    case "partial":
    case "running":
    case "unknown":
      return undefined;
  }
}

interface Judged {
  /** A time that came and that nobody acted on is missed already, whatever is recorded of it later. */
  readonly overdue: ScheduleFact["missed"];
  readonly trouble?: string;
}

function judgeState(state: ScheduleView["state"]): Judged {
  switch (state.kind) {
    case "late":
      return { overdue: [{ slot: state.slot, reason: state.reason }], trouble: state.reason };
    case "stuck":
    case "invalid":
      return { overdue: [], trouble: state.reason };
    case "active":
    case "paused":
    case "running":
    case "waiting":
      return { overdue: [] };
  }
}
