import type { RunOutcome as Outcome, ScheduleState } from "@holdfast/domain";
import { formatAbsolute } from "../../components/format-time.ts";
import { StateBadge } from "../../components/state-badge.tsx";
import type { Tone } from "../../components/state-badge.tsx";

const badges: Readonly<Record<ScheduleState["kind"], readonly [Tone, string]>> = {
  active: ["good", "Active"],
  paused: ["waiting", "Paused"],
  running: ["running", "Running"],
  waiting: ["warning", "Waiting"],
  stuck: ["bad", "Stuck"],
  late: ["bad", "Late"],
  invalid: ["bad", "Cannot be read"],
};

export function ScheduleStateBadge({ state }: { readonly state: ScheduleState }) {
  const [tone, word] = badges[state.kind];
  return <StateBadge tone={tone}>{word}</StateBadge>;
}

/** What there is to say besides the badge. */
export function wordState(state: ScheduleState): string | undefined {
  switch (state.kind) {
    case "active":
    case "running":
      return undefined;
    case "paused":
      return `${state.reason} Since ${formatAbsolute(state.since)}.`;
    case "waiting":
      return `The snapshot of ${formatAbsolute(state.slot)} waits: ${state.reason} It is missed at ${formatAbsolute(state.until)}.`;
    case "late":
      return `The snapshot of ${formatAbsolute(state.slot)} has not begun: ${state.reason}`;
    case "stuck":
    case "invalid":
      return state.reason;
  }
}

export function RunOutcome({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.kind) {
    case "running":
      return <>running</>;
    case "complete":
      return <>complete</>;
    case "partial":
      return <>partly failed: {outcome.reason}</>;
    case "failed":
      return <>failed: {outcome.reason}</>;
    case "cancelled":
      return <>cancelled: {outcome.reason}</>;
    case "unknown":
      return <>not known: {outcome.reason}</>;
  }
}
