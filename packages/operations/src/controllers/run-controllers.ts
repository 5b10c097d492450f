import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { Controller } from "./controller.ts";

const firstPauseMilliseconds = 1_000;
const longestPauseMilliseconds = 60_000;
/** After running this long a controller counts as well again. */
const wellAfterMilliseconds = 300_000;

/** A controller that ended by itself or by an error; it is begun again. */
export interface ControllerEnd {
  readonly name: string;
  readonly error?: unknown;
}

/**
 * Runs all controllers beside each other until the context's signal. One that fails is begun again, later each time,
 * and never holds up another.
 */
export async function runControllers(
  context: Context,
  controllers: readonly Controller[],
  onEnd: (end: ControllerEnd) => void,
): Promise<void> {
  await Promise.all(controllers.map((controller) => keepRunning(context, controller, onEnd)));
}

async function keepRunning(context: Context, controller: Controller, onEnd: (end: ControllerEnd) => void) {
  const { clock, signal } = context;
  let pause = firstPauseMilliseconds;
  while (!signal.aborted) {
    const begun = clock.now();
    const error = await errorOf(controller, context);
    if (signal.aborted) return;
    onEnd({ name: controller.name, ...(error === undefined ? {} : { error }) });
    if (clock.now() - begun >= wellAfterMilliseconds) pause = firstPauseMilliseconds;
    await clock.sleep(pause, signal).catch(() => undefined);
    pause = Math.min(pause * 2, longestPauseMilliseconds);
  }
}

async function errorOf(controller: Controller, context: Context): Promise<unknown> {
  try {
    await controller.run(context);
    return undefined;
  } catch (error) {
    return fromApiError(error);
  }
}
