import type { Context } from "../context.ts";
import { recordSchema } from "./operation-record.ts";
import type { OperationRecord } from "./operation-record.ts";

/** The record of an operation that nobody has driven yet, under no other operation. */
export function newRecord(
  { requestedBy, clock }: Pick<Context, "requestedBy" | "clock">,
  { id, kind, subject, input }: Pick<OperationRecord, "id" | "kind" | "subject" | "input">,
): OperationRecord {
  return {
    schema: recordSchema,
    id,
    kind,
    subject,
    root: id,
    requestedBy,
    createdAt: new Date(clock.now()).toISOString(),
    input,
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  };
}
