import type { Handlers } from "../handlers.ts";
import {
  createScheduleRoute,
  deleteScheduleRoute,
  listSchedulesRoute,
  pauseScheduleRoute,
  proposeScheduleRoute,
  resumeScheduleRoute,
  runScheduleRoute,
} from "../routes/schedule-routes.ts";
import { newPart } from "./new-part.ts";

export function schedulePart(handlers: Handlers) {
  return newPart()
    .openapi(listSchedulesRoute, async (call) => call.json(await handlers.listSchedules(call), 200))
    .openapi(proposeScheduleRoute, async (call) =>
      call.json(await handlers.proposeSchedule(call.req.valid("json"), call), 200),
    )
    .openapi(createScheduleRoute, async (call) =>
      call.json(await handlers.createSchedule(call.req.valid("json"), call), 201),
    )
    .openapi(pauseScheduleRoute, async (call) =>
      call.json(await handlers.pauseSchedule(call.req.valid("param").name, call.req.valid("json"), call), 200),
    )
    .openapi(resumeScheduleRoute, async (call) =>
      call.json(await handlers.resumeSchedule(call.req.valid("param").name, call), 200),
    )
    .openapi(runScheduleRoute, async (call) =>
      call.json(await handlers.runSchedule(call.req.valid("param").name, call), 202),
    )
    .openapi(deleteScheduleRoute, async (call) => {
      await handlers.deleteSchedule(call.req.valid("param").name, call);
      return call.body(null, 204);
    });
}
