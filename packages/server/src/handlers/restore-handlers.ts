import type { Handlers, RestorePlanView } from "@holdfast/api";
import { Fault, refuseStopping } from "@holdfast/domain";
import type { PlannedDeletion } from "@holdfast/domain";
import { applicationsRequest, createRestore, previewRestore } from "@holdfast/operations";
import type { RestorePreview } from "@holdfast/operations";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

export function restoreHandlers(parts: HandlerParts): Pick<Handlers, "planRestore" | "startRestore"> {
  return {
    async planRestore({ backupSet, application }, call) {
      const request = applicationsRequest(backupSet, [application]);
      const preview = await previewRestore(await contextOf(parts, call), request);
      refuseStopping(preview.checks, request.accepted);
      return viewPlan(preview);
    },
    async startRestore({ backupSet, application, confirmation, plan }, call) {
      if (confirmation !== application) throw notConfirmed(application);
      const request = applicationsRequest(backupSet, [application]);
      const record = await createRestore(await contextOf(parts, call), request, { confirmedHash: plan });
      return { operation: record.id };
    },
  };
}

function notConfirmed(application: string): Fault {
  return new Fault("confirmation-missing", `The restore of ${application} was not confirmed; nothing was done`, {
    remedy: `Type the application's name, ${application}`,
  });
}

/** The request named one application, and no check refuses, so that one was planned. */
function viewPlan({ hash, applications }: RestorePreview): RestorePlanView {
  const [application] = applications;
  if (application === undefined) throw new Error("the application was just planned");
  const { plan, covered, backedUpAt, sequence, versionLabel } = application;
  return {
    backupSet: plan.backup.set,
    application: plan.slug,
    ...(sequence === undefined ? {} : { sequence }),
    ...(versionLabel === undefined ? {} : { versionLabel }),
    backedUpAt,
    hash,
    deletes: plan.deletions.map(nameOf),
    wipes: plan.wipes.map((claim) => {
      const bytes = covered.find((one) => one.namespace === claim.namespace && one.name === claim.name)?.sizeBytes;
      return { ...nameOf(claim), ...(bytes === undefined ? {} : { sizeBytes: bytes }) };
    }),
    keeps: plan.keeps.map((kept) => ({ ...nameOf(kept), reason: kept.reason })),
  };
}

function nameOf({ kind, namespace, name }: Pick<PlannedDeletion, "kind" | "namespace" | "name">) {
  return { kind, ...(namespace === undefined ? {} : { namespace }), name };
}
