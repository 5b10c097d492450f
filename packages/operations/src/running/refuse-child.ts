import { Fault, operationsNamespace } from "@holdfast/domain";
import { recordObjectName } from "../records/encode-record.ts";
import { isChild } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";

/** A child is resumed, taken over and cancelled with its root alone. Faults: invalid-argument, naming the root. */
export function refuseChild(record: OperationRecord): void {
  if (!isChild(record)) return;
  throw new Fault("invalid-argument", `Operation ${record.id} is a part of operation ${record.root}.`, {
    reason: "Whoever drives the whole drives its parts.",
    remedy: `Name the whole: \`holdfast operation show ${record.root}\`.`,
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(record.id)}`,
  });
}
