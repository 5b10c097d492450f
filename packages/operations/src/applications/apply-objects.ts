import { Fault, fieldManager } from "@holdfast/domain";
import { ApiError, DeadlinePassed, customResourceDefinitions, isApiError, waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject, UnstructuredObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError, isTransient } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { describePlaced, inApplyOrder } from "./apply-order.ts";
import type { PlacedObject } from "./apply-order.ts";
import { awaitWishes } from "./await-wishes.ts";
import { contestedOnlyByRestores } from "./field-conflicts.ts";

export interface ApplyChoices {
  /** Take over fields that somebody else owns. Default: that is a Fault. */
  readonly force?: boolean;
  /** Ask the API server whether it would accept it; nothing is changed. */
  readonly dryRun?: boolean;
  /**
   * Honour kots.io/wait-for-ready and kots.io/wait-for-properties: what comes after such an object waits this long for
   * it. Absent: nothing is waited for.
   */
  readonly waitWithinSeconds?: number;
}

const concurrency = 8;
const establishedWithinSeconds = 60;

/**
 * Server-side apply of all objects, group after group; safe to run again. All refusals of a group are collected.
 * Faults: field-conflict, deployment-failed, missing-rights, deadline-passed (a CRD that is not Established, an object
 * that the vendor wants awaited).
 */
export async function applyObjects(
  context: Context,
  objects: readonly PlacedObject[],
  choices: ApplyChoices = {},
): Promise<void> {
  let done = 0;
  for (const group of inApplyOrder(objects)) {
    const refusals = await inParallel(group, async (placed) => {
      const refusal = await applyOne(context, placed, choices);
      done += 1;
      const verb = choices.dryRun === true ? "Checking" : "Applying";
      context.report({ message: `${verb} ${describePlaced(placed)}`, itemsDone: done, itemsTotal: objects.length });
      return refusal;
    });
    throwRefusals(refusals.filter((refusal) => refusal !== undefined));
    if (choices.dryRun === true) continue;
    await awaitDefinitions(context, group);
    if (choices.waitWithinSeconds !== undefined) await awaitWishes(context, group, choices.waitWithinSeconds);
  }
}

interface Refusal {
  readonly placed: PlacedObject;
  readonly error: ApiError;
}

async function applyOne(
  context: Context,
  placed: PlacedObject,
  { force = false, dryRun = false }: ApplyChoices,
): Promise<Refusal | undefined> {
  const object: KubernetesObject = placed.object;
  const apply = (taking: boolean): Promise<unknown> =>
    retryTransient(context, () => context.kubernetes.apply(object, { fieldManager, dryRun, force: taking }));
  try {
    await apply(force);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || isTransient(error)) throw error;
    if (!contestedOnlyByRestores(error)) return dryRun && isNotYetPossible(error) ? undefined : { placed, error };
  }
  // A restore wrote the fields while the object was absent: what the release says is newer.
  await apply(true);
  return undefined;
}

/** A dry run cannot see namespaces and kinds that the real run makes first. */
function isNotYetPossible(error: ApiError): boolean {
  return error.reason === "NotFound" || error.reason === "Unreachable";
}

async function inParallel<Result>(
  group: readonly PlacedObject[],
  act: (placed: PlacedObject) => Promise<Result>,
): Promise<readonly Result[]> {
  const queue = [...group];
  const results: Result[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.push(await act(next));
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, group.length) }, work));
  return results;
}

function throwRefusals(refusals: readonly Refusal[]): void {
  const [first] = refusals;
  if (first === undefined) return;
  const reason = refusals.map(describeRefusal).join("\n");
  const where = `${first.placed.rendered.file}:${first.placed.rendered.line}`;
  if (refusals.every(({ error }) => error.reason === "Conflict")) {
    throw new Fault("field-conflict", "Somebody else owns fields that the release sets.", {
      reason,
      remedy: "Undo the change that was made outside Holdfast, or take the fields over with --force-conflicts.",
      where,
    });
  }
  if (refusals.every(({ error }) => error.reason === "Forbidden")) {
    throw new Fault("missing-rights", "The cluster does not allow this user to apply all objects of the release.", {
      reason,
      remedy: "Ask the cluster's administrator for these rights, or use a kubeconfig that has them.",
      where,
    });
  }
  throw new Fault("deployment-failed", "The API server refused objects of the release.", {
    reason,
    remedy:
      "This is for the vendor: correct the manifests and send a new release. A field that is immutable needs a new object name.",
    where,
  });
}

function describeRefusal({ placed, error }: Refusal): string {
  const { file, line } = placed.rendered;
  const causes = error.causes.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`));
  return `${file}:${line}: ${describePlaced(placed)}: ${causes.length > 0 ? causes.join("; ") : error.message}`;
}

/** A custom resource is refused until its definition is Established. */
async function awaitDefinitions(context: Context, group: readonly PlacedObject[]): Promise<void> {
  for (const { object } of group.filter((placed) => placed.type.kind === "CustomResourceDefinition")) {
    const { name } = object.metadata;
    context.report({ message: `Waiting until ${name} is Established` });
    try {
      await waitFor<UnstructuredObject>(
        context.kubernetes,
        { type: customResourceDefinitions, name: { name } },
        isEstablished,
        { clock: context.clock, deadlineSeconds: establishedWithinSeconds, signal: context.signal },
      );
    } catch (error) {
      if (isApiError(error)) throw fromApiError(error);
      if (!(error instanceof DeadlinePassed)) throw error;
      throw new Fault("deadline-passed", `The CustomResourceDefinition ${name} is not Established.`, {
        reason: JSON.stringify(conditionsOf(error.lastSeen[0])),
        remedy: "Look at its conditions; the vendor has to correct what they name.",
        where: `kubectl describe crd ${name}`,
      });
    }
  }
}

function isEstablished(definition: KubernetesObject | undefined): boolean {
  return conditionsOf(definition).some(({ type, status }) => type === "Established" && status === "True");
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

function conditionsOf(object: KubernetesObject | undefined): readonly Condition[] {
  const { status } = (object ?? {}) as { readonly status?: { readonly conditions?: readonly Condition[] } };
  return status?.conditions ?? [];
}
