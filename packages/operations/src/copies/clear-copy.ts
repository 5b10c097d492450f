import { persistentVolumeClaims } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { clearApplication } from "../restores/deletion-steps.ts";
import { makePlan } from "../restores/make-plan.ts";
import type { MadePlan } from "../restores/restore-input.ts";
import type { CopyInput } from "./copy-input.ts";

export function namespacesOf({ copyOf }: CopyInput): readonly string[] {
  return Object.values(copyOf.namespaces);
}

export interface CopyToClear {
  readonly input: CopyInput;
  /** The copy's alone, which the caller has asked. */
  readonly namespaces: readonly string[];
  /** The uids of what was in them before the copy, such as quotas and policies: it stays. */
  readonly before: readonly string[];
}

/** The uids of what is in the namespaces now. */
export async function observeCopy(context: Context, input: CopyInput): Promise<readonly string[]> {
  const { plan } = await planAll(context, { input, namespaces: namespacesOf(input) });
  return [...plan.deletions, ...plan.wipes, ...plan.keeps].map(({ uid }) => uid);
}

/** Deletes all that is in the namespaces but our records and what was there before. Safe to run again. */
export async function clearCopy(
  context: Context,
  { before, ...copy }: CopyToClear,
  signal: AbortSignal,
): Promise<void> {
  const made = await planAll(context, copy);
  const isNew = ({ uid }: { readonly uid: string }): boolean => !before.includes(uid);
  const { deletions, wipes } = made.plan;
  const plan = { ...made.plan, deletions: deletions.filter(isNew), wipes: wipes.filter(isNew) };
  await clearApplication(context, { ...made, plan, workloads: made.workloads.filter(isNew) }, signal);
}

async function planAll(context: Context, { input, namespaces }: Omit<CopyToClear, "before">): Promise<MadePlan> {
  const claims = await Promise.all(
    namespaces.map((namespace) => context.kubernetes.listAll(persistentVolumeClaims, { namespace })),
  );
  const covered = claims.flat().map(({ metadata }) => ({ namespace: metadata.namespace ?? "", name: metadata.name }));
  return makePlan(context, {
    backup: { set: input.set, name: input.backup, uid: input.backupUid },
    slug: input.slug,
    namespaces,
    covered,
    filters: { backup: {}, restoreExcludes: [] },
    webhooks: [],
  });
}
