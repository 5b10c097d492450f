import type { Handlers, RecoveryKitView } from "@holdfast/api";
import { recoveryKitReminder } from "@holdfast/operations";
import { createSharedReads } from "../reading/shared-reads.ts";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

/** To know it, a slow hash is computed: once a minute for everybody who asks. */
const freshMilliseconds = 60_000;

export function recoveryHandlers(parts: HandlerParts): Pick<Handlers, "showRecoveryKit"> {
  const kits = createSharedReads<RecoveryKitView>({ limit: 1, isWhole: () => true });
  return {
    async showRecoveryKit(call) {
      const context = await contextOf(parts, call);
      return kits.read("kit", Math.floor(context.clock.now() / freshMilliseconds), async () => {
        const reminder = await recoveryKitReminder(context);
        return reminder === undefined ? {} : { reminder };
      });
    },
  };
}
