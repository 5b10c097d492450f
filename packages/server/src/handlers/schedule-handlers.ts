import type { CreateSchedule, Handlers } from "@holdfast/api";
import { describeTiming } from "@holdfast/domain";
import {
  createSchedule,
  deleteSchedule,
  listOutsideSchedules,
  listSchedules,
  pauseSchedule,
  proposeSchedule,
  resumeSchedule,
  runScheduleNow,
  showSchedule,
} from "@holdfast/operations";
import type { Context } from "@holdfast/operations";
import { viewStarted } from "./backup-handlers.ts";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

type ScheduleHandlers = Pick<
  Handlers,
  | "listSchedules"
  | "proposeSchedule"
  | "createSchedule"
  | "pauseSchedule"
  | "resumeSchedule"
  | "runSchedule"
  | "deleteSchedule"
>;

export function scheduleHandlers(parts: HandlerParts): ScheduleHandlers {
  return {
    async listSchedules(call) {
      const context = await contextOf(parts, call);
      const [items, outside] = await Promise.all([listSchedules(context), listOutsideSchedules(context)]);
      return { items, outside };
    },
    async proposeSchedule(asked, call) {
      const { timing, next } = propose(await contextOf(parts, call), asked);
      return { cron: timing.cron, when: describeTiming(timing), timeZone: timing.timeZone, next };
    },
    async createSchedule(asked, call) {
      const context = await contextOf(parts, call);
      await createSchedule(context, propose(context, asked));
      return showSchedule(context, asked.name);
    },
    async pauseSchedule(name, { reason }, call) {
      const context = await contextOf(parts, call);
      await pauseSchedule(context, name, reason);
      return showSchedule(context, name);
    },
    async resumeSchedule(name, call) {
      const context = await contextOf(parts, call);
      await resumeSchedule(context, name);
      return showSchedule(context, name);
    },
    async runSchedule(name, call) {
      return viewStarted(await runScheduleNow(await contextOf(parts, call), name));
    },
    async deleteSchedule(name, call) {
      await deleteSchedule(await contextOf(parts, call), name);
    },
  };
}

function propose(context: Context, asked: CreateSchedule) {
  return proposeSchedule(asked, context.clock.now());
}
