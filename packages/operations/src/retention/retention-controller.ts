import { policyName } from "@holdfast/domain";
import type { Context } from "../context.ts";
import type { Controller } from "../controllers/controller.ts";
import { applyRetention } from "./apply-retention.ts";
import type { AppliedRetention } from "./apply-retention.ts";
import { writeWitness } from "./clock-witness.ts";
import { listHolds } from "./holds.ts";
import { readClock } from "./read-facts.ts";
import { listPolicies } from "./store-policy.ts";

const minute = 60_000;
/** A new backup, and age alone, free something at any moment; nobody waits for the minute. */
const shortestPauseMilliseconds = 2 * minute;
const longestPauseMilliseconds = 10 * minute;
/** Of thousands of backups each look takes seconds: it is left at 0.2 % of the time. */
const pausePerWork = 500;
const shortestBusyPauseMilliseconds = 15_000;
/** While deletions follow one another, looks take 2 % of the time. */
const busyPausePerWork = 50;
/** A store that comes back, or a restore that ends, makes no sign here. */
const waitingPauseMilliseconds = minute;
/** Two short lists. */
const lookMilliseconds = 15_000;

/**
 * Applies the rules of retention: at once when a policy or a hold changes, soon while something is being deleted or waits
 * for it, else every few minutes. The operations that it writes are driven like any other.
 */
export const retentionController: Controller = {
  name: "retention",
  async run(context) {
    while (!context.signal.aborted) {
      const before = await signatureOf(context);
      if ((await listPolicies(context)).length === 0) {
        // Nothing is ever freed; the time is watched all the same, for the first policy.
        await watchClock(context);
        await awaitChange(context, before, longestPauseMilliseconds);
        continue;
      }
      const begun = context.clock.now();
      const { left, refused } = await applyRetention(context);
      const took = context.clock.now() - begun;
      for (const { set, fault } of refused) context.report({ message: `Retention: ${set}: ${fault.message}` });
      await pause(context, before, { left, took });
    }
  },
};

async function pause(
  context: Context,
  before: string,
  { left, took }: { readonly left: AppliedRetention["left"]; readonly took: number },
): Promise<void> {
  switch (left) {
    case "busy":
      return awaitChange(context, before, within(shortestBusyPauseMilliseconds, took * busyPausePerWork));
    case "waiting":
      return awaitChange(context, before, waitingPauseMilliseconds);
    case "nothing":
      return awaitChange(context, before, within(shortestPauseMilliseconds, took * pausePerWork));
  }
}

/** The clock may have been set back during the look. */
function within(shortest: number, wanted: number): number {
  return Math.min(Math.max(shortest, wanted), longestPauseMilliseconds);
}

async function watchClock(context: Context): Promise<void> {
  const witness = await readClock(context);
  if (witness !== undefined) await writeWitness(context, witness);
}

async function awaitChange(context: Context, before: string, atMost: number): Promise<void> {
  // Counted, not read from the clock, which may be set back meanwhile.
  for (let waited = 0; waited < atMost; waited += lookMilliseconds) {
    await context.clock.sleep(lookMilliseconds, context.signal);
    if ((await signatureOf(context)) !== before) return;
  }
}

/** What a person changes: two short lists. */
async function signatureOf(context: Context): Promise<string> {
  const [policies, holds] = await Promise.all([listPolicies(context), listHolds(context)]);
  return JSON.stringify([policies.map(({ policy }) => [policyName(policy.scope), policy.revisions]), holds]);
}
