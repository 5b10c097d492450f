import type { Handlers } from "@holdfast/api";
import { Fault } from "@holdfast/domain";
import {
  cancelOperation,
  confirmGivingUp,
  giveUpOperation,
  isChild,
  refuseOnlyForCli,
  resumeOperation,
} from "@holdfast/operations";
import { viewOperation } from "../reading/operation-view.ts";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

type OperationHandlers = Pick<
  Handlers,
  "listOperations" | "showOperation" | "resumeOperation" | "cancelOperation" | "giveUpOperation"
>;

export function operationHandlers(parts: HandlerParts): OperationHandlers {
  const { reading } = parts;
  return {
    async listOperations() {
      await reading.ready;
      return reading
        .operations()
        .filter((operation) => !isChild(operation))
        .map(viewOperation);
    },
    async showOperation(id) {
      await reading.ready;
      const found = reading.operations().find((operation) => operation.id === id);
      if (found === undefined) throw noSuchOperation(id);
      return viewOperation(found);
    },
    async resumeOperation(id, call) {
      const context = await contextOf(parts, call);
      await refuseOnlyForCli(context, id, "resume");
      return { operation: (await resumeOperation(context, id)).id };
    },
    async cancelOperation(id, call) {
      const context = await contextOf(parts, call);
      await refuseOnlyForCli(context, id, "cancel");
      return { operation: (await cancelOperation(context, id)).id };
    },
    async giveUpOperation(id, confirmation, call) {
      const context = await contextOf(parts, call);
      await confirmGivingUp(context, id, confirmation);
      return viewOperation(await giveUpOperation(context, id));
    },
  };
}

function noSuchOperation(id: string): Fault {
  return new Fault("operation-not-found", `There is no operation ${id}`, {
    reason: "its record may have been removed, or a newer Holdfast wrote it",
    remedy: "Look at the list of operations",
  });
}
