import type { PlannedApplicationView, RestorePlanView, UndoPlanView } from "@holdfast/api";
import { safetyDays, stoppingChecks } from "@holdfast/domain";
import type { ObjectReference } from "@holdfast/domain";
import { commandOfRestore, confirmationWord } from "@holdfast/operations";
import type { ApplicationPreview, RestorePreview, SafetyPreview, UndoPreview } from "@holdfast/operations";

/** Everything that a person decides by; nothing of it is decided here. */
export function viewPlan(preview: RestorePreview): RestorePlanView {
  const { request, backup, hash, checks, applications, safety, expectedSeconds } = preview;
  const stopping = stoppingChecks(checks, request.accepted);
  const { set: backupSet, scope, ...wishes } = request;
  return {
    request: { backupSet, scope, ...wishes },
    backup,
    hash,
    confirmation: confirmationWord(request),
    command: commandOfRestore(request),
    checks: checks.map(({ code, subject, result, message, remedy }, index) => ({
      code,
      subject,
      result,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      stops: stopping.includes(checks[index] ?? { code, subject, result, message }),
    })),
    applications: applications.map(viewApplication),
    safety: viewSafety(safety),
    ...(expectedSeconds === undefined ? {} : { expectedSeconds }),
  };
}

export function viewUndoPlan({ restore, undo, losesSince, preview }: UndoPreview): UndoPlanView {
  return {
    restore: restore.id,
    applications: undo.applications,
    ...(undo.until === undefined ? {} : { until: undo.until }),
    losesSince,
    plan: viewPlan(preview),
  };
}

function viewApplication({ slug, backedUpAt, plan, changes, installed }: ApplicationPreview): PlannedApplicationView {
  return {
    slug,
    backedUpAt,
    namespaces: plan.namespaces,
    installed,
    deletes: plan.deletions.map(nameOf),
    added: changes.added.map(nameOf),
    changed: changes.changed.map((one) => ({ ...nameOf(one), fields: one.fields })),
    lost: changes.lost.map((one) => ({ ...nameOf(one), reason: one.reason })),
    reapplied: changes.reapplied.map(nameOf),
    claims: changes.claims.map(({ change, sizeBytes, ...claim }) => ({
      ...nameOf(claim),
      change,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    })),
    keeps: plan.keeps.map((kept) => ({ ...nameOf(kept), reason: kept.reason })),
  };
}

function viewSafety(safety: SafetyPreview): RestorePlanView["safety"] {
  switch (safety.kind) {
    case "taken":
      return {
        kind: "taken",
        applications: safety.applications,
        lacks: safety.lacks.map(({ namespace, name }) => `${namespace}/${name}`),
        keptDays: safetyDays,
        ...(safety.without === undefined ? {} : { without: safety.without }),
      };
    case "declined":
    case "nothing-there":
    case "half-done":
    case "impossible":
      return safety;
  }
}

function nameOf({ kind, namespace, name }: ObjectReference): ObjectReference {
  return { kind, ...(namespace === undefined ? {} : { namespace }), name };
}
