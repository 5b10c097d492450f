import type { Handlers, RestoreDetailView, RestoreRequestView } from "@holdfast/api";
import {
  createRestore,
  createUndo,
  listRestores,
  previewRestore,
  previewUndo,
  refuseConsoleScope,
  requireConfirmation,
  requireSamePlan,
  showRestore,
} from "@holdfast/operations";
import type { RestoreRequest } from "@holdfast/operations";
import { viewPlan, viewUndoPlan } from "../reading/restore-plan-view.ts";
import { viewRestore, viewRestoreEntry } from "../reading/restore-view.ts";
import { createSharedReads } from "../reading/shared-reads.ts";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

type RestoreHandlers = Pick<
  Handlers,
  "planRestore" | "startRestore" | "listRestores" | "showRestore" | "planUndo" | "startUndo"
>;

/** Their logs and results are read from the destination; those of the restores looked at last are kept. */
const keptRestores = 20;

export function restoreHandlers(parts: HandlerParts): RestoreHandlers {
  const { reading } = parts;
  const restores = createSharedReads<RestoreDetailView>({
    limit: keptRestores,
    isWhole: ({ velero }) => velero.every(({ unread }) => unread === undefined),
  });
  return {
    async planRestore(asked, call) {
      const request = requestOf(asked);
      refuseConsoleScope(request);
      return viewPlan(await previewRestore(await contextOf(parts, call), request));
    },
    async startRestore({ confirmation, plan, ...asked }, call) {
      const request = requestOf(asked);
      refuseConsoleScope(request);
      requireConfirmation(request, confirmation);
      const record = await createRestore(await contextOf(parts, call), request, { confirmedHash: plan });
      return { operation: record.id };
    },
    async listRestores(call) {
      return (await listRestores(await contextOf(parts, call))).map(viewRestoreEntry);
    },
    async showRestore(name, call) {
      const context = await contextOf(parts, call);
      return restores.read(name, reading.sets().version, async () => viewRestore(await showRestore(context, name)));
    },
    async planUndo(name, request, call) {
      return viewUndoPlan(await previewUndo(await contextOf(parts, call), name, request));
    },
    async startUndo(name, { confirmation, plan, ...request }, call) {
      const context = await contextOf(parts, call);
      const undo = await previewUndo(context, name, request);
      requireConfirmation(undo.preview.request, confirmation);
      requireSamePlan(undo.preview, plan);
      return { operation: (await createUndo(context, undo)).id };
    },
  };
}

function requestOf({ backupSet, ...asked }: RestoreRequestView): RestoreRequest {
  return { set: backupSet, ...asked };
}
