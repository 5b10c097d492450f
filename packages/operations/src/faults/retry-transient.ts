import type { Context } from "../context.ts";
import { isTransient } from "./from-api-error.ts";

const firstPauseSeconds = 0.25;
const longestPauseSeconds = 5;

/** How long an unreachable API server is waited for. */
const patienceSeconds = 600;

/**
 * Runs `act` again while the API server does not answer, with growing pauses, for `patienceSeconds`. Only for what is
 * safe to do twice. Everything that is not transient is thrown at once; so is the reason of an aborted signal.
 */
export async function retryTransient<T>(context: Context, act: () => Promise<T>): Promise<T> {
  const until = context.clock.now() + patienceSeconds * 1000;
  for (let pause = firstPauseSeconds; ; pause = Math.min(pause * 2, longestPauseSeconds)) {
    try {
      return await act();
    } catch (error) {
      if (!isTransient(error) || context.clock.now() >= until) throw error;
      await context.clock.sleep(pause * 1000, context.signal);
    }
  }
}
