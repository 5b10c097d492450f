import { Fault, deletionGroups } from "@holdfast/domain";
import type { PlannedDeletion, RestorePlan } from "@holdfast/domain";
import { DeadlinePassed } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { Job } from "../steps/step.ts";
import { awaitGone } from "./await-gone.ts";
import { deletePlanned } from "./delete-planned.ts";
import { makePlan } from "./make-plan.ts";
import type { PlanBasis } from "./make-plan.ts";
import type { MadePlan, RestoreInput } from "./restore-input.ts";
import { awaitStopped, stopWorkloads } from "./stop-workloads.ts";

const stopSeconds = 180;
const goneSeconds = 1200;

/**
 * Deletes what the plan names, in its order, and returns when it is gone: webhooks; custom resources while their
 * operators still run; then the workloads are stopped, and everything else goes.
 */
export async function clearApplication(context: Context, made: MadePlan, signal: AbortSignal): Promise<void> {
  const { plan } = made;
  const early = plan.deletions.filter(isEarly);
  await deleteInGroups(context, plan, deletionGroups(early), signal);
  signal.throwIfAborted();
  await stopWorkloads(context, made.workloads);
  await awaitStopped(context, plan.namespaces, { deadlineSeconds: stopSeconds, signal }).catch(ignoreDeadline);
  const late = deletionGroups(plan.deletions.filter((one) => !isEarly(one)));
  // A claim goes only when the last pod that mounts it is gone.
  await deleteInGroups(context, plan, [...late.slice(0, -1), [...(late.at(-1) ?? []), ...plan.wipes]], signal);
}

async function deleteInGroups(
  context: Context,
  plan: RestorePlan,
  groups: readonly (readonly PlannedDeletion[])[],
  signal: AbortSignal,
): Promise<void> {
  for (const group of groups) if (group.length > 0) await deleteAndAwait(context, plan, group, signal);
}

function ignoreDeadline(error: unknown): void {
  if (!(error instanceof DeadlinePassed)) throw error;
}

function isEarly({ wave }: PlannedDeletion): boolean {
  return wave === "webhooks" || wave === "custom-resources";
}

async function deleteAndAwait(
  context: Context,
  { namespaces }: RestorePlan,
  deletions: readonly PlannedDeletion[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  await deletePlanned(context, deletions, signal);
  await awaitGone(context, { deletions, namespaces }, { deadlineSeconds: goneSeconds, signal });
}

/**
 * The plan, made again directly before the first delete. When it moved, nothing is deleted.
 * Faults: plan-changed.
 */
export async function confirmPlan(job: Job<RestoreInput>, basis: PlanBasis, confirmed: MadePlan): Promise<void> {
  const now = await makePlan(job.context, basis);
  if (now.hash !== confirmed.hash) throw planChanged(job.root, differences(confirmed.plan, now.plan));
}

export function planChanged(operation: string, reason: string): Fault {
  return new Fault("plan-changed", "The application changed since the restore was confirmed; nothing was deleted.", {
    reason,
    remedy: "Look at what changed, then start the restore again and confirm it anew.",
    where: `operation ${operation}`,
  });
}

const shownNames = 10;

/** Which objects came, went, or are decided otherwise now. */
function differences(before: RestorePlan, now: RestorePlan): string {
  const was = decisions(before);
  const is = decisions(now);
  const came = [...is].filter((line) => !was.has(line)).map((line) => `now ${line}`);
  const went = [...was].filter((line) => !is.has(line)).map((line) => `no longer ${line}`);
  const lines = [...came, ...went];
  if (lines.length === 0) return "Another backup of the same name is in its place.";
  const more = lines.length > shownNames ? `; and ${lines.length - shownNames} more` : "";
  return `${lines.slice(0, shownNames).join("; ")}${more}`;
}

interface Named {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
}

function decisions({ deletions, wipes, keeps }: RestorePlan): ReadonlySet<string> {
  return new Set([
    ...deletions.map((one) => decision("deleting", one)),
    ...wipes.map((one) => decision("wiping", one)),
    ...keeps.map((one) => decision("keeping", one)),
  ]);
}

function decision(verb: string, { kind, namespace = "", name, uid }: Named): string {
  return `${verb} ${kind} ${namespace}/${name} (${uid})`;
}
