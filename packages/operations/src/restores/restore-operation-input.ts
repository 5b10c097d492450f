import type { ConsoleRestoreInput } from "../recovery/console-restore-input.ts";
import type { RestoreInput } from "./restore-input.ts";
import type { SafetyPreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

/** What was asked, shown and confirmed. */
export interface RestoreOperationInput {
  readonly set: string;
  readonly request: RestoreRequest;
  /** Of the plan that was confirmed. */
  readonly planHash: string;
  /** Of the children, in the order in which they run. */
  readonly applications: readonly RestoreInput[];
  /** Absent: the console stays as it is. */
  readonly console?: ConsoleRestoreInput;
  readonly safety: SafetyPreview;
  /** The restore that this one takes back. */
  readonly undoes?: string;
  /** What that restore left half done and nobody may touch before it is whole; names of applications. */
  readonly inherits?: readonly string[];
}
