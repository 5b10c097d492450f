import type { OperationView } from "@holdfast/api";
import { waysToEnd } from "@holdfast/operations";
import type { OperationRecord } from "@holdfast/operations";

/** An operation for people: without what only its steps read. */
export function viewOperation(record: OperationRecord): OperationView {
  const { id, kind, subject, requestedBy, createdAt, state, journal } = record;
  return {
    id,
    kind,
    subject,
    requestedBy,
    createdAt,
    state: viewState(state),
    steps: journal.map(({ step, startedAt, endedAt }) => ({ step, startedAt, endedAt })),
    endings: waysToEnd(record),
  };
}

export function viewState(state: OperationRecord["state"]): OperationView["state"] {
  switch (state.stage) {
    case "pending":
    case "done":
    case "cancelled":
      return state;
    case "running":
      return { stage: "running", step: state.step, startedAt: state.startedAt, progress: state.progress };
    case "stopped":
      return { stage: "stopped", step: state.step, at: state.at };
    case "failed":
      return { stage: "failed", step: state.step, at: state.at, fault: state.fault };
  }
}
