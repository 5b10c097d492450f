import type { ScheduleFacts } from "./schedule-facts.ts";
import { nextSlots } from "./slots.ts";

/** The next times that are not decided yet, at most `count`: what was decided while the clock was ahead makes no backup. */
export function comingSlots(
  { timing, activeFrom, ledger }: Pick<ScheduleFacts, "timing" | "activeFrom" | "ledger">,
  now: number,
  count: number,
): readonly number[] {
  const found: number[] = [];
  let after = Math.max(now, activeFrom, ledger?.decidedUntil ?? 0);
  while (found.length < count) {
    const slot = nextSlots(timing, after, 1)[0];
    if (slot === undefined) break;
    const decided = ledger?.ahead.find(({ from, until }) => slot > from && slot <= until);
    if (decided === undefined) found.push(slot);
    after = decided?.until ?? slot;
  }
  return found;
}
