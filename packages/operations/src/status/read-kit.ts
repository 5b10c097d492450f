import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { judgeKit } from "../recovery/kit-record.ts";

/** Whether there is a recovery kit for the repository password in use. Faults: artefact-unreadable when it is not known. */
export async function readKit({ kubernetes }: Context, veleroNamespace: string) {
  const state = await judgeKit(kubernetes, veleroNamespace);
  if (state.kind !== "unknown") return state.kind;
  throw new Fault("artefact-unreadable", "The password of the volumes' backups is not there or may not be read.", {
    remedy: "Ask as a user who may read Secrets in Velero's namespace.",
  });
}
