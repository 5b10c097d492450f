import type { Handlers } from "@holdfast/api";
import type { HandlerParts } from "./handler-parts.ts";

/** From this replica's memory, judged at the present time. */
export function statusHandlers({ status }: HandlerParts): Pick<Handlers, "showStatus"> {
  return {
    async showStatus() {
      if (status.readAt() === undefined) await status.refresh();
      return status.status();
    },
  };
}
