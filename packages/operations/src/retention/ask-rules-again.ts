import { decideRetention, describeVerdict } from "@holdfast/domain";
import { setsIn } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findVelero } from "../velero/find-velero.ts";
import { readRetention } from "./read-facts.ts";

/**
 * Asked by the deletion of a set directly before it deletes: why the rules keep it now, as facts are that were read just
 * now; undefined when they still free it, when Velero has begun to delete it, and when it is gone.
 */
export async function whyRulesKeep(context: Context, name: string, operation: string): Promise<string | undefined> {
  const sets = await setsIn(context, (await findVelero(context)).namespace, operation);
  const set = sets.find((one) => one.name === name);
  // What is half deleted cannot be restored any more.
  if (set === undefined || set.state === "deleting") return undefined;
  const { facts } = await readRetention(context, { sets, without: operation });
  const decision = decideRetention(facts, context.clock.now()).find((one) => one.set === name);
  if (decision === undefined || decision.verdict.kind === "freed") return undefined;
  return describeVerdict(decision.verdict);
}
