import type { BackupSetStateView, MemberView } from "@holdfast/api";
import { StateBadge } from "./state-badge.tsx";
import type { Tone } from "./state-badge.tsx";

type Words = readonly [Tone, string];

const ofSet: Readonly<Record<BackupSetStateView, Words>> = {
  running: ["running", "Running"],
  complete: ["good", "Complete"],
  partial: ["warning", "Partly failed"],
  failed: ["bad", "Failed"],
  damaged: ["bad", "Damaged"],
  deleting: ["leaving", "Being deleted"],
};

export function BackupSetState({ state }: { readonly state: BackupSetStateView }) {
  const [tone, word] = ofSet[state];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}

const ofMember: Readonly<Record<MemberView["stage"], Words>> = {
  absent: ["bad", "Missing"],
  waiting: ["waiting", "Waiting"],
  running: ["running", "Running"],
  completed: ["good", "Complete"],
  "partially-failed": ["warning", "Partly failed"],
  failed: ["bad", "Failed"],
  deleting: ["leaving", "Being deleted"],
  unknown: ["unknown", "Unknown"],
};

export function MemberState({ stage }: { readonly stage: MemberView["stage"] }) {
  const [tone, word] = ofMember[stage];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}
