import { expect, it } from "vitest";
import { aSet, dayMilliseconds, factsOf, historyStart } from "../../test-support/set-histories.ts";
import { compareDecisions } from "./compare-decisions.ts";
import { decideRetention } from "./decide-retention.ts";

it("tells what a change frees, saves, and keeps for longer or shorter", () => {
  const sets = [9, 5, 1].map((day) => aSet({ name: `day-${day}`, createdAt: historyStart + day * dayMilliseconds }));
  const at = historyStart + 10 * dayMilliseconds;
  const decide = (days: number) => decideRetention(factsOf(sets, { keepForHours: days * 24 }), at);
  const effects = (from: number, to: number) =>
    compareDecisions(decide(from), decide(to)).map(({ set, effect }) => `${set} ${effect}`);
  expect(effects(30, 4)).toEqual(["day-5 goes", "day-1 goes"]);
  expect(effects(4, 30)).toEqual(["day-5 stays", "day-1 stays"]);
  expect(effects(30, 20)).toEqual(["day-5 sooner", "day-1 sooner"]);
  expect(effects(20, 30)).toEqual(["day-5 later", "day-1 later"]);
});
