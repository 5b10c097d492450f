import type { RestoreDetailView, RestoreEntryView, RestorePartView, VeleroRestoreView } from "@holdfast/api";
import type { RestoreDetail, RestoreEntry, RestoreView } from "@holdfast/operations";
import { unreadOf, valueOf, viewHook, viewProblem } from "./member-view.ts";
import { viewState } from "./operation-view.ts";

export function viewRestoreEntry(entry: RestoreEntry): RestoreEntryView {
  const { name, createdAt } = entry;
  if (entry.origin === "velero") {
    return {
      name,
      origin: "velero",
      kind: "restore",
      createdAt,
      ...(entry.restore.set === undefined ? {} : { set: entry.restore.set }),
      phase: entry.restore.phase,
      undo: { kind: "cannot", reason: "no operation of Holdfast is known of it" },
    };
  }
  const { kind, of, set, requestedBy, state, undo } = entry;
  return {
    name,
    origin: "operation",
    kind,
    createdAt,
    of,
    ...(set === undefined ? {} : { set }),
    requestedBy,
    state: viewState(state),
    undo,
  };
}

/** A restore with all that is known of it. What could not be read is said, never shown as nothing. */
export function viewRestore({ entry, stages, parts, report, waitingPods, velero }: RestoreView): RestoreDetailView {
  const unread = unreadOf({ "pods that wait": waitingPods });
  return {
    ...viewRestoreEntry(entry),
    stages,
    parts: parts.map(viewPart),
    ...(report === undefined ? {} : { report: viewReport(report) }),
    waitingPods: valueOf(waitingPods)
      .filter(({ wouldWait }) => wouldWait)
      .map(({ namespace, name, isReplaceable }) => ({ namespace, name, replaceable: isReplaceable })),
    velero: velero.map(viewVelero),
    ...(unread === undefined ? {} : { unread }),
  };
}

function viewPart({ operation, kind, of, state, stages, report }: RestoreView["parts"][number]): RestorePartView {
  return {
    operation,
    kind,
    of,
    state: viewState(state),
    stages,
    ...(report === undefined ? {} : { report: viewReport(report) }),
  };
}

type Report = NonNullable<RestoreView["report"]>;

function viewReport({ ready, objects, volumes }: Report): NonNullable<RestorePartView["report"]> {
  const { expected, present, missing } = objects;
  return { ready, objects: { expected, present, missing }, volumes };
}

function viewVelero({ restore, transfers, hooks, warnings, errors, findings }: RestoreDetail): VeleroRestoreView {
  const unread = unreadOf({ hooks, warnings, errors });
  return {
    name: restore.name,
    phase: restore.phase,
    ...(restore.application === undefined ? {} : { application: restore.application }),
    volumes: transfers,
    hooks: valueOf(hooks).map(viewHook),
    warnings: valueOf(warnings).map(viewProblem),
    errors: valueOf(errors).map(viewProblem),
    ...(unread === undefined ? {} : { unread }),
    findings,
  };
}
