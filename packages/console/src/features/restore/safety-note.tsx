import type { RestorePlanView } from "@holdfast/api";
import { Alert } from "@mantine/core";
import { joinWords } from "../../components/format-amount.ts";

/** What can be brought back afterwards, and until when; and what is lost for good. */
export function SafetyNote({ plan: { safety } }: { readonly plan: RestorePlanView }) {
  switch (safety.kind) {
    case "taken":
      return (
        <Alert
          color={safety.lacks.length === 0 && safety.without === undefined ? "green" : "orange"}
          variant="light"
          title={`First a safety snapshot of ${joinWords(safety.applications)} is taken`}
        >
          For {safety.keptDays} days the restore can be undone from its page.{" "}
          {safety.lacks.length === 0
            ? "What no snapshot holds is lost for good: data outside the volumes that are backed up."
            : `It cannot hold the data of ${joinWords(safety.lacks)}: that is lost for good.`}
          {safety.without !== undefined &&
            ` No snapshot is taken of ${joinWords(safety.without)}: what is there now was left half done by the restore that is taken back, and is lost.`}
        </Alert>
      );
    case "nothing-there":
      return (
        <Alert color="gray" variant="light" title="Nothing of it is in the cluster now that could be lost">
          No safety snapshot is needed.
        </Alert>
      );
    case "half-done":
      return (
        <Alert color="orange" variant="light" title="No further safety snapshot is taken">
          What is there now was left half done by the restore that is taken back; it is lost.
        </Alert>
      );
    case "impossible":
      return (
        <Alert color="red" variant="light" title="No safety snapshot can be taken">
          {`${safety.reason.charAt(0).toUpperCase()}${safety.reason.slice(1)}. What is there now is lost for good.`}
        </Alert>
      );
    case "declined":
      return (
        <Alert color="red" variant="light" title="This restore cannot be undone">
          No safety snapshot is taken. What is there now is lost for good.
        </Alert>
      );
  }
}
