import type { Handlers } from "../handlers.ts";
import {
  listChannelsRoute,
  removeChannelRoute,
  setChannelRoute,
  testChannelRoute,
} from "../routes/notification-routes.ts";
import { newPart } from "./new-part.ts";

export function notificationPart(handlers: Handlers) {
  return newPart()
    .openapi(listChannelsRoute, async (call) => call.json({ items: await handlers.listChannels(call) }, 200))
    .openapi(setChannelRoute, async (call) => {
      await handlers.setChannel(call.req.valid("param").name, call.req.valid("json"), call);
      return call.body(null, 204);
    })
    .openapi(testChannelRoute, async (call) =>
      call.json(await handlers.testChannel(call.req.valid("param").name, call), 200),
    )
    .openapi(removeChannelRoute, async (call) => {
      await handlers.removeChannel(call.req.valid("param").name, call);
      return call.body(null, 204);
    });
}
