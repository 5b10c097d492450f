import type { OperationRecord } from "../records/operation-record.ts";

type RestoreStageName = "check" | "safety" | "confirm" | "stop and delete" | "restore" | "verify" | "finish";

/** Which stage the steps of a restore and of its parts belong to. */
const stageOfStep: Readonly<Record<string, RestoreStageName>> = {
  check: "check",
  plan: "check",
  safety: "safety",
  "confirm-plan": "confirm",
  definitions: "stop and delete",
  stop: "stop and delete",
  clear: "stop and delete",
  "cluster-objects": "restore",
  "choose-attempt": "restore",
  "create-velero-restore": "restore",
  "follow-velero-restore": "restore",
  records: "restore",
  start: "restore",
  verify: "verify",
  "await-ready": "verify",
  webhooks: "verify",
  compare: "verify",
  judge: "verify",
  finish: "finish",
};

/** Containers of parts: where they are is told by the parts. */
const containers: readonly string[] = ["applications", "console"];

export interface RestoreStage {
  readonly stage: RestoreStageName;
  readonly state: "waiting" | "running" | "failed" | "done";
}

/** Where a whole restore, or one of its parts, is. A compacted record that ended well has done every stage. */
export function stagesOf(
  { journal, state }: OperationRecord,
  stages: readonly RestoreStageName[],
): readonly RestoreStage[] {
  const ended = new Set(journal.map(({ step }) => stageOfStep[step]));
  const at = "step" in state && !containers.includes(state.step) ? stageOfStep[state.step] : undefined;
  return stages.map((stage) => {
    if (state.stage === "done") return { stage, state: "done" };
    if (stage === at) return { stage, state: state.stage === "failed" ? "failed" : "running" };
    return { stage, state: ended.has(stage) ? "done" : "waiting" };
  });
}
