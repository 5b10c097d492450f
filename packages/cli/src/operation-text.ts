import { isFinished } from "@holdfast/operations";
import type { OperationRecord, Subject } from "@holdfast/operations";

/** An operation as commands print it: without what only its driver reads. */
export function viewOperation({
  id,
  kind,
  subject,
  requestedBy,
  createdAt,
  journal,
  state,
  root,
  cancel,
}: OperationRecord) {
  return {
    id,
    kind,
    subject,
    requestedBy,
    createdAt,
    ...(root === id ? {} : { partOf: root }),
    steps: journal.map(({ step, startedAt, endedAt }) => ({ step, startedAt, endedAt })),
    ...(cancel === undefined || isFinished({ state }) ? {} : { cancelling: true }),
    state,
  };
}

interface StateOf extends Pick<OperationRecord, "state"> {
  readonly cancelling?: boolean;
}

export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "instance":
      return "this installation";
    case "application":
      return subject.slug;
    case "applications":
      return subject.slugs.join(", ");
    case "backup-set":
      return subject.name;
  }
}

export function stateText({ state, cancelling }: StateOf): string {
  if (cancelling === true)
    return `being cancelled: ${state.stage === "running" ? state.progress.message : state.stage}`;
  switch (state.stage) {
    case "pending":
      return "waits for a driver";
    case "running":
      return `running: ${state.progress.message}`;
    case "stopped":
      return `stopped at ${state.step}; nobody drives it`;
    case "failed":
      return `failed at ${state.step}: ${state.fault.message}`;
    case "done":
      return `done: ${state.summary}`;
    case "cancelled":
      return `cancelled by ${state.by}: ${state.left}`;
  }
}
