import type { Context } from "../context.ts";
import { isTransient, isWriteConflict } from "./from-api-error.ts";

/**
 * For what is worth having and not worth failing for: its failure is reported, and the work goes on. What passes by
 * itself, and the end of the work itself, are thrown, so that it is tried again.
 */
export async function goOnWithout(
  { signal, report }: Pick<Context, "signal" | "report">,
  what: string,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (signal.aborted || isTransient(error) || isWriteConflict(error)) throw error;
    report({ message: `Going on without ${what}: ${error instanceof Error ? error.message : String(error)}` });
  }
}
