import type { ScheduleFact, ScheduleView } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { listSchedules } from "../schedules/show-schedules.ts";

/** Every schedule, as far as it matters for what is kept. Faults: missing-rights, cluster-unreachable. */
export async function readScheduleFacts(context: Context): Promise<readonly ScheduleFact[]> {
  return (await listSchedules(context)).map(scheduleFact);
}

function scheduleFact(view: ScheduleView): ScheduleFact {
  const { name, scope, paused, next, missed, missedEarlier, state } = view;
  const { overdue, trouble } = judgeState(state);
  return {
    name,
    scope,
    ...(paused === undefined ? {} : { paused }),
    next,
    missed: [...overdue, ...missed],
    missedRuns: missed.length + missedEarlier + overdue.length,
    ...(trouble === undefined ? {} : { trouble }),
  };
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
