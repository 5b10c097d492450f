import { persistentVolumeClaims } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { clearApplication } from "../restores/deletion-steps.ts";
import { makePlan } from "../restores/make-plan.ts";
import type { CopyInput } from "./copy-input.ts";

export function namespacesOf({ copyOf }: CopyInput): readonly string[] {
  return Object.values(copyOf.namespaces);
}

export interface CopyToClear {
  readonly input: CopyInput;
  /** The copy's alone, which the caller has asked. */
  readonly namespaces: readonly string[];
}

/** Deletes all that is in the namespaces but our records. Safe to run again. */
export async function clearCopy(
  context: Context,
  { input, namespaces }: CopyToClear,
  signal: AbortSignal,
): Promise<void> {
  const claims = await Promise.all(
    namespaces.map((namespace) => context.kubernetes.listAll(persistentVolumeClaims, { namespace })),
  );
  const covered = claims.flat().map(({ metadata }) => ({ namespace: metadata.namespace ?? "", name: metadata.name }));
  const made = await makePlan(context, {
    backup: { set: input.set, name: input.backup, uid: input.backupUid },
    slug: input.slug,
    namespaces,
    covered,
    filters: { backup: {}, restoreExcludes: [] },
    webhooks: [],
  });
  await clearApplication(context, made, signal);
}
