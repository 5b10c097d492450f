import type { Outbox } from "@holdfast/domain";
import type { Context } from "../context.ts";
import type { Controller } from "../controllers/controller.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { readOutbox } from "../notifications/outbox-record.ts";
import type { BundleLimits } from "./bundle-part.ts";
import { makeSupportBundle, type SupportBundle } from "./make-bundle.ts";
import { listSavedBundles, savedBytes, saveBundle } from "./saved-bundles.ts";

const lookMilliseconds = 60_000;
/** A cluster in which everything fails makes six in an hour, not six hundred. */
const restMilliseconds = 600_000;

/** Smaller and smaller, until it fits into one object. */
const savedLimits: readonly BundleLimits[] = [
  { objects: 60, logLines: 3000, fileBytes: 400_000 },
  { objects: 30, logLines: 800, fileBytes: 120_000 },
  { objects: 10, logLines: 200, fileBytes: 30_000 },
  { objects: 3, logLines: 40, fileBytes: 6000 },
];

/** Makes a bundle when a backup, a restore or a deletion failed, while what it shows is still there. */
export const supportController: Controller = {
  name: "support bundles",
  async run(context) {
    const { clock, signal } = context;
    while (!signal.aborted) {
      await retryTransient(context, () => bundleFailure(context));
      await clock.sleep(lookMilliseconds, signal).catch(() => undefined);
    }
  },
};

/** One look: a bundle for the newest failure that none covers yet, unless one was made just now. */
export async function bundleFailure(context: Context): Promise<"made" | "nothing"> {
  const [outbox, saved] = await Promise.all([readOutbox(context), listSavedBundles(context)]);
  if (outbox === undefined) return "nothing";
  const failure = newestFailure(outbox);
  const [last] = saved;
  if (failure === undefined || failure.at <= (last?.covers ?? "")) return "nothing";
  if (last !== undefined && Math.abs(context.clock.now() - Date.parse(last.createdAt)) < restMilliseconds)
    return "nothing";
  const bundle = await smallBundle(context);
  if (bundle === undefined) return "nothing";
  await saveBundle(context, { bundle, reason: failure.key, covers: failure.at });
  return "made";
}

interface Failure {
  readonly key: string;
  readonly at: string;
}

/** Notifications know what failed, also where nobody is told. */
function newestFailure({ told }: Outbox): Failure | undefined {
  return Object.entries(told)
    .filter(([key, { state }]) => /^(backup|restore|deletion)\//u.test(key) && state.startsWith("failed"))
    .map(([key, { at }]) => ({ key, at }))
    .toSorted((one, other) => other.at.localeCompare(one.at))[0];
}

async function smallBundle(context: Context): Promise<SupportBundle | undefined> {
  for (const limits of savedLimits) {
    const bundle = await makeSupportBundle(context, limits);
    if (bundle.archive.length <= savedBytes) return bundle;
  }
  return undefined;
}
