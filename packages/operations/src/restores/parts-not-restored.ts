import { Fault } from "@holdfast/domain";
import type { EndedPart } from "./restore-part.ts";

type FailedPart = Extract<EndedPart, { readonly outcome: "failed" }>;

/** One part alone says its own fault; several are named together. */
export function partsNotRestored(operation: string, failed: readonly FailedPart[], all: number): Fault {
  const [first, ...more] = failed;
  if (first !== undefined && more.length === 0) {
    const { code, message, reason, remedy, where } = first.fault;
    return new Fault(code, all === 1 ? message : `${first.part}: ${message} The other parts are restored.`, {
      ...(reason === undefined ? {} : { reason }),
      ...(remedy === undefined ? {} : { remedy }),
      ...(where === undefined ? {} : { where }),
    });
  }
  const names = failed.map(({ part }) => part).join(", ");
  return new Fault("restore-failed", `${failed.length} of ${all} parts were not restored: ${names}.`, {
    reason: failed.map(({ part, fault }) => `${part}: ${fault.message} ${fault.reason ?? ""}`.trim()).join("\n"),
    remedy: `Remove the causes, then \`holdfast operation resume ${operation}\`: it tries these parts again and no other.`,
    where: `operation ${operation}`,
  });
}
