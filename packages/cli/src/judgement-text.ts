import type { Answer, Judgement } from "@holdfast/domain";

const words = {
  tested: "Tested",
  untested: "Not tested",
  "needs-acceptance": "To be accepted",
  "known-broken": "Known broken",
} as const satisfies Record<Answer, string>;

/** Two lines for each: what it is and what to do. */
export function judgementLines(judgements: readonly Judgement[]): readonly string[] {
  return judgements.flatMap((one) => [judgementLine(one), ...(one.remedy === undefined ? [] : [`  ${one.remedy}`])]);
}

export function judgementLine({ answer, message, reason, source }: Judgement): string {
  return `${words[answer]}: ${message}. ${reason} (${source})`;
}
