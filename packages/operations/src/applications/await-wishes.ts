import { Fault, applyWaitOf } from "@holdfast/domain";
import type { ApplyWait, WaitedProperty } from "@holdfast/domain";
import { DeadlinePassed, waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { describePlaced } from "./apply-order.ts";
import type { PlacedObject } from "./apply-order.ts";
import { readinessOf } from "./readiness.ts";

/**
 * Waits for what the vendor wants awaited of these objects (kots.io/wait-for-ready, kots.io/wait-for-properties).
 * Faults: deployment-failed when one can no longer become Ready; deadline-passed, with what it lacks.
 */
export async function awaitWishes(
  context: Context,
  group: readonly PlacedObject[],
  withinSeconds: number,
): Promise<void> {
  for (const placed of group) {
    const wait = applyWaitOf(placed.object.metadata.annotations);
    if (wait !== undefined) await awaitWish(context, placed, { wait, withinSeconds });
  }
}

async function awaitWish(
  context: Context,
  placed: PlacedObject,
  { wait, withinSeconds }: { readonly wait: ApplyWait; readonly withinSeconds: number },
): Promise<void> {
  const { type, object } = placed;
  const { name, namespace } = object.metadata;
  const target = { type, name: namespace === undefined ? { name } : { name, namespace } };
  context.report({ message: `Waiting for ${describePlaced(placed)}, as its vendor wants` });
  let lack: string | undefined = "is not there";
  try {
    await waitFor<KubernetesObject>(
      context.kubernetes,
      target,
      (found) => {
        // Items of a list do not say their kind.
        const seen = found === undefined ? undefined : { ...found, kind: type.kind };
        if (wait.ready) refuseFailed(placed, seen);
        lack = lackOf(seen, wait);
        return lack === undefined;
      },
      { clock: context.clock, deadlineSeconds: withinSeconds, signal: context.signal },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw fromApiError(error);
    throw notAsWanted(placed, "deadline-passed", lack);
  }
}

function refuseFailed(placed: PlacedObject, found: KubernetesObject | undefined): void {
  const readiness = readinessOf(found);
  if (readiness.kind === "failed") throw notAsWanted(placed, "deployment-failed", readiness.reason);
}

/** What is still missing; undefined: nothing. */
function lackOf(found: KubernetesObject | undefined, { ready, properties }: ApplyWait): string | undefined {
  if (found === undefined) return "is not there";
  const readiness = ready ? readinessOf(found) : undefined;
  if (readiness !== undefined && readiness.kind !== "ready") return readiness.reason;
  const wrong = properties.filter((property) => valueAt(found, property) !== property.value);
  if (wrong.length === 0) return undefined;
  return wrong
    .map((property) => {
      const value = valueAt(found, property);
      const path = property.path.join(".");
      return `${path} is ${value === undefined ? "absent" : `"${value}"`}, not "${property.value}"`;
    })
    .join("; ");
}

function valueAt(object: unknown, { path }: WaitedProperty): string | undefined {
  const found = path.reduce<unknown>((inner, part) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, part)) return undefined;
    return (inner as Readonly<Record<string | number, unknown>>)[part];
  }, object);
  if (found === undefined || found === null) return undefined;
  return typeof found === "string" ? found : JSON.stringify(found);
}

function notAsWanted(placed: PlacedObject, code: "deadline-passed" | "deployment-failed", lack: string | undefined) {
  const { file, line } = placed.rendered;
  return new Fault(code, `${describePlaced(placed)} is not as its vendor wants it before the rest is applied.`, {
    reason: `${file}:${line}: ${lack ?? "it does not become Ready"}`,
    remedy:
      "Correct what keeps it (config, images, storage, room on the nodes), then run the same command again; it goes on from there.",
    where: describePlaced(placed),
  });
}
