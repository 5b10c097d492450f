import type { Check, Judgement } from "@holdfast/domain";

const results = {
  tested: "passed",
  untested: "warning",
  "needs-acceptance": "needs-acceptance",
  "known-broken": "refused",
} as const satisfies Record<Judgement["answer"], Check["result"]>;

export function checkOfJudgement(subject: string, { code, answer, message, remedy }: Judgement): Check {
  return { code, subject, result: results[answer], message, ...(remedy === undefined ? {} : { remedy }) };
}
