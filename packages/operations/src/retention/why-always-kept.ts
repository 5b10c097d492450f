import { decideRetention, describeVerdict, isAlwaysKept } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { readRetention } from "./read-facts.ts";

/** For a person who is about to delete it by hand: why no rule ever would; undefined when one might. */
export async function whyAlwaysKept(context: Context, set: string): Promise<string | undefined> {
  const { facts } = await readRetention(context);
  const decision = decideRetention(facts, context.clock.now()).find((one) => one.set === set);
  return decision !== undefined && isAlwaysKept(decision.verdict) ? describeVerdict(decision.verdict) : undefined;
}
