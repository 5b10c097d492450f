import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import type { Controller } from "./controller.ts";
import { runControllers } from "./run-controllers.ts";

/** A context of which controllers use the clock and the signal alone; sleeping takes no time but is noted. */
function contextUntil(signal: AbortSignal) {
  const slept: number[] = [];
  let time = 0;
  const clock = {
    now: () => time,
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds);
      time += milliseconds;
      await Promise.resolve();
    },
  };
  return { context: { clock, signal } as Context, slept };
}

test("a controller that fails is begun again, later each time, while another one runs on", async () => {
  const ending = new AbortController();
  const { context, slept } = contextUntil(ending.signal);
  let begun = 0;
  const failing: Controller = {
    name: "failing",
    run: async () => {
      begun += 1;
      if (begun === 4) ending.abort();
      await Promise.resolve();
      throw new Error(`attempt ${begun}`);
    },
  };
  let others = 0;
  const steady: Controller = {
    name: "steady",
    run: async ({ signal }) => {
      others += 1;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  };
  const ends: string[] = [];
  await runControllers(context, [failing, steady], ({ name, error }) => ends.push(`${name}: ${String(error)}`));
  expect(ends).toEqual(["failing: Error: attempt 1", "failing: Error: attempt 2", "failing: Error: attempt 3"]);
  expect(slept).toEqual([1_000, 2_000, 4_000]);
  expect(others).toBe(1);
});
