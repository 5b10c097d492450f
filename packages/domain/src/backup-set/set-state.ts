/** What a Velero Backup is doing, whatever its version calls it; "absent" is a member that is named but not there. */
export type MemberStage =
  | "waiting"
  | "running"
  | "completed"
  | "partially-failed"
  | "failed"
  | "deleting"
  | "unknown"
  | "absent";

export type SetState =
  | "running"
  /** All members are Completed. */
  | "complete"
  /** All ended, at least one PartiallyFailed or Failed; the Completed ones can be restored. */
  | "partial"
  /** A named member is absent after the end. */
  | "damaged"
  | "deleting";

/** Work of this installation on the set that has not ended. */
export type SetWork = "making" | "deleting" | "none";

/** The state of a set, of any members in any stages. A stage that is not known here has not ended. */
export function setState(stages: readonly MemberStage[], work: SetWork): SetState {
  if (work === "deleting" || stages.includes("deleting")) return "deleting";
  if (work === "making" || stages.some((stage) => stage === "waiting" || stage === "running" || stage === "unknown")) {
    return "running";
  }
  if (stages.length === 0 || stages.includes("absent")) return "damaged";
  return stages.every((stage) => stage === "completed") ? "complete" : "partial";
}
