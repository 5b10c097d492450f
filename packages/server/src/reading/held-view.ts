import type { TransferView } from "@holdfast/api";
import type { HeldVolume } from "@holdfast/operations";

/** Of volumes that are known only from what was kept of the backup. */
export function viewHeld({ name, outcome }: HeldVolume): TransferView {
  const [namespace = "", ...rest] = name.split("/");
  const [pod, volume] = rest.length > 1 ? rest : [undefined, rest[0]];
  return {
    namespace,
    volume: volume ?? name,
    ...(pod === undefined ? { claim: volume ?? name } : { pod }),
    ...stateOf(outcome),
  };
}

function stateOf(outcome: HeldVolume["outcome"]): Pick<TransferView, "stage" | "message" | "bytesDone" | "bytesTotal"> {
  switch (outcome.kind) {
    case "held": {
      const { sizeBytes } = outcome;
      return {
        stage: "completed",
        ...(sizeBytes === undefined ? {} : { bytesDone: sizeBytes, bytesTotal: sizeBytes }),
      };
    }
    case "empty":
      return { stage: "completed", message: "Velero found nothing in it; a restore leaves it empty" };
    case "not-held":
      return { stage: "skipped", message: outcome.reason };
  }
}
