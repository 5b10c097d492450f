import type { Context } from "../context.ts";
import { stopServer } from "./clear-console.ts";
import type { ConsoleRestoreInput } from "./console-restore-input.ts";
import { applyGround } from "./start-console.ts";

/**
 * Before anything else of a full restore: the definitions that the applications' records need, which a new cluster does
 * not have, and a server that does not act on what is half restored. The console's own restore does both again.
 */
export async function prepareConsole(context: Context, input: ConsoleRestoreInput, signal: AbortSignal): Promise<void> {
  await applyGround(context, input);
  await stopServer(context, input.namespace, signal);
}
