import { Fault } from "@holdfast/domain";
import { storageClasses } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { gatherEvidence } from "./readiness-evidence.ts";
import { readinessOf } from "./readiness.ts";
import type { Readiness } from "./readiness.ts";
import { keyOf } from "./readiness-targets.ts";
import type { ReadinessTarget } from "./readiness-targets.ts";

export const longestWaitSeconds = 600;
const pauseMilliseconds = 1000;

export interface Unready {
  readonly target: ReadinessTarget;
  readonly readiness: Exclude<Readiness, { readonly kind: "ready" }>;
}

/**
 * Waits until every target is Ready. Faults: deployment-failed as soon as one can no longer become Ready,
 * deadline-passed otherwise, both with what pods and events say about each.
 */
export async function awaitReady(
  context: Context,
  targets: readonly ReadinessTarget[],
  deadlineSeconds = longestWaitSeconds,
): Promise<void> {
  const deadline = context.clock.now() + deadlineSeconds * 1000;
  let pending = targets;
  for (;;) {
    const unready = await observe(context, pending);
    pending = unready.map(({ target }) => target);
    const [first] = unready;
    if (first === undefined) return;
    const failed = unready.filter(({ readiness }) => readiness.kind === "failed");
    if (failed.length > 0) throw await notReady(context, failed, "deployment-failed");
    if (context.clock.now() >= deadline) throw await notReady(context, unready, "deadline-passed");
    context.report({
      message: `Waiting for ${keyOf(first.target)}: ${first.readiness.reason}`,
      itemsDone: targets.length - unready.length,
      itemsTotal: targets.length,
    });
    await context.clock.sleep(pauseMilliseconds, context.signal);
  }
}

/** Each target's readiness at this moment, those that are Ready left out. */
export async function observe(context: Context, targets: readonly ReadinessTarget[]): Promise<readonly Unready[]> {
  const found = await Promise.all(
    targets.map(async (target): Promise<Unready | undefined> => {
      const object = await retryTransient(context, () =>
        context.kubernetes.get<KubernetesObject>(target.type, target.name),
      );
      const readiness = readinessOf(object);
      if (readiness.kind === "ready" || (await bindsLater(context, object))) return undefined;
      return { target, readiness };
    }),
  );
  return found.filter((unready) => unready !== undefined);
}

/** A claim of a class that waits for a first pod is Pending until one comes; the pod's own readiness covers it. */
async function bindsLater(context: Context, object: KubernetesObject | undefined): Promise<boolean> {
  if (object?.kind !== "PersistentVolumeClaim") return false;
  const { spec } = object as { readonly spec?: { readonly storageClassName?: string } };
  if (spec?.storageClassName === undefined) return false;
  const storageClass = await context.kubernetes.get<KubernetesObject & { readonly volumeBindingMode?: string }>(
    storageClasses,
    { name: spec.storageClassName },
  );
  return storageClass?.volumeBindingMode === "WaitForFirstConsumer";
}

async function notReady(
  context: Context,
  unready: readonly Unready[],
  code: "deployment-failed" | "deadline-passed",
): Promise<Fault> {
  const evidence = await Promise.all(
    unready.map(async ({ target, readiness }) => {
      const lines = await gatherEvidence(context, target);
      return [`${keyOf(target)}: ${readiness.reason}`, ...lines.map((line) => `  ${line}`)].join("\n");
    }),
  );
  const first = unready[0]?.target;
  const namespace = first?.name.namespace ?? "";
  return new Fault(code, "The release was applied, but the application is not Ready.", {
    reason: evidence.join("\n"),
    remedy:
      "Correct what the reasons name (config, images, storage, room on the nodes). The cluster goes on trying; `holdfast app show` tells the state.",
    where: `kubectl -n ${namespace} get pods,events`,
  });
}
