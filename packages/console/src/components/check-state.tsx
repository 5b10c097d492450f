import type { CheckView } from "@holdfast/api";
import { StateBadge } from "./state-badge.tsx";
import type { Tone } from "./state-badge.tsx";

const words: Readonly<Record<CheckView["result"], readonly [Tone, string]>> = {
  refused: ["bad", "Refused"],
  "needs-acceptance": ["warning", "To accept"],
  unknown: ["unknown", "Not known"],
  warning: ["warning", "Look at this"],
  passed: ["good", "Passed"],
};

export function CheckState({ result }: { readonly result: CheckView["result"] }) {
  const [tone, word] = words[result];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}
