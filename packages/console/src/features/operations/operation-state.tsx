import type { OperationStateView } from "@holdfast/api";
import { StateBadge } from "../../components/state-badge.tsx";

export function OperationState({ state }: { readonly state: OperationStateView }) {
  switch (state.stage) {
    case "pending":
      return <StateBadge tone="waiting">About to start</StateBadge>;
    case "running":
      return <StateBadge tone="running">Running</StateBadge>;
    case "stopped":
      return <StateBadge tone="waiting">Waiting to go on</StateBadge>;
    case "failed":
      return <StateBadge tone="bad">Failed</StateBadge>;
    case "done":
      return <StateBadge tone="good">Done</StateBadge>;
    case "cancelled":
      return <StateBadge tone="waiting">Cancelled</StateBadge>;
  }
}
