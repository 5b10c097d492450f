import type { Context } from "../context.ts";
import { findVelero } from "../velero/find-velero.ts";
import { restartIdle } from "../velero/restart-idle.ts";
import { serverStart } from "../velero/server-pods.ts";
import { findYoungKinds, secondsUntilKnown } from "./young-kinds.ts";

export type Discovery = { readonly kind: "known" } | { readonly kind: "waiting"; readonly retryAfterSeconds: number };

const lookSeconds = 2;

/**
 * Whether Velero's server knows every kind of which these namespaces hold objects. A Velero of ours that is idle is
 * started again, which takes seconds; another one is waited for, at most five minutes.
 */
export async function veleroKnowsKinds(context: Context, namespaces: readonly string[]): Promise<Discovery> {
  const young = await findYoungKinds(context, namespaces);
  const [first] = young;
  if (first === undefined) return { kind: "known" };
  const velero = await findVelero(context);
  const startedAt = await serverStart(context, velero);
  const unknown = young.filter(({ createdAt }) => startedAt === undefined || createdAt >= startedAt);
  const newest = [...unknown].sort((one, other) => one.createdAt - other.createdAt).at(-1);
  if (newest === undefined) return { kind: "known" };
  const left = secondsUntilKnown(context, newest.createdAt);
  const names = unknown.map(({ name }) => name).join(", ");
  context.report({ message: `Waiting until Velero knows ${names}, at most ${Math.ceil(left)} seconds` });
  await restartIdle(context, velero, `${newest.name}.${newest.createdAt}`);
  return { kind: "waiting", retryAfterSeconds: Math.max(0, Math.min(left, lookSeconds)) };
}
