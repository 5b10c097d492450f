import { Fault } from "@holdfast/domain";
import { observe } from "../applications/await-ready.ts";
import type { Unready } from "../applications/await-ready.ts";
import { gatherEvidence } from "../applications/readiness-evidence.ts";
import { keyOf } from "../applications/readiness-targets.ts";
import type { ReadinessTarget } from "../applications/readiness-targets.ts";
import type { Context } from "../context.ts";

const pauseMilliseconds = 1000;

export interface AwaitOptions {
  readonly deadlineSeconds: number;
  readonly signal: AbortSignal;
  readonly operation: string;
}

/**
 * Waits until everything that was restored is Ready: a restore that Velero calls Completed is not yet one that works.
 * A Deployment that made no progress for a while may still become Ready when its data is there, so the deadline alone
 * ends it. Faults: restored-not-ready, naming each with what its pods and the cluster's warnings say.
 */
export async function awaitReadyAgain(
  context: Context,
  targets: readonly ReadinessTarget[],
  { deadlineSeconds, signal, operation }: AwaitOptions,
): Promise<void> {
  const deadline = context.clock.now() + deadlineSeconds * 1000;
  let pending = targets;
  for (;;) {
    const unready = await observe(context, pending);
    pending = unready.map(({ target }) => target);
    const [first] = unready;
    if (first === undefined) return;
    if (context.clock.now() >= deadline) throw await notReady(context, unready, operation);
    context.report({
      message: `Waiting for ${keyOf(first.target)}: ${first.readiness.reason}`,
      itemsDone: targets.length - unready.length,
      itemsTotal: targets.length,
    });
    await context.clock.sleep(pauseMilliseconds, signal);
  }
}

async function notReady(context: Context, unready: readonly Unready[], operation: string): Promise<Fault> {
  const evidence = await Promise.all(
    unready.map(async ({ target, readiness }) => {
      const lines = await gatherEvidence(context, target);
      return [`${keyOf(target)}: ${readiness.reason}`, ...lines.map((line) => `  ${line}`)].join("\n");
    }),
  );
  const namespace = unready[0]?.target.name.namespace ?? "";
  return new Fault("restored-not-ready", "The data is restored, but the application is not Ready.", {
    reason: evidence.join("\n"),
    remedy: `Correct what the reasons name, then \`holdfast operation resume ${operation}\`: it looks again and deletes nothing.`,
    where: `kubectl -n ${namespace} get pods,events`,
  });
}
