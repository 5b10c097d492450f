import { Fault } from "@holdfast/domain";
import { cancelBackupInside } from "../backups/backup-inside.ts";
import type { LockSubject, OperationRecord } from "../records/operation-record.ts";
import { done } from "../steps/step.ts";
import type { Cancellation } from "../steps/step.ts";
import type { UpgradeInput } from "./upgrade-input.ts";
import { deletePayload } from "./upgrade-payload.ts";

/** Once this step is in the journal, something of the application may have been changed. */
export const firstChangingStep = "begin";

/** Before the application is changed only its backup may have been begun. Past it, a cancel would leave half a release. */
export const upgradeCancellation: Cancellation<UpgradeInput> = {
  refuse: (record) => (mayHaveChanged(record) ? tooLate(record) : undefined),
  async takeBack(job, signal) {
    const kept = await cancelBackupInside(job, "backup", signal);
    await deletePayload(job.context, job.id);
    const stays = kept.length === 0 ? "" : `; the backup ${kept.join(", ")} stays`;
    return done(`nothing of ${job.input.slug} was changed${stays}`);
  },
};

/** Nobody locks it, since going back repairs it; but whoever gives up such an upgrade is told. */
export function leftHalfDone(record: OperationRecord): readonly LockSubject[] {
  return mayHaveChanged(record) ? [{ kind: "application", slug: (record.input as UpgradeInput).slug }] : [];
}

function mayHaveChanged({ journal }: OperationRecord): boolean {
  return journal.some(({ step }) => step === firstChangingStep);
}

function tooLate({ id, state, input }: OperationRecord): Fault {
  const { slug, backup } = input as UpgradeInput;
  const isBackedUp = backup.kind === "take" || backup.kind === "kept";
  const ways = [
    `let it come to its end (\`holdfast operation resume ${id}\`), then go back with \`holdfast app rollback ${slug}${isBackedUp ? " --with-data" : ""}\``,
    ...(state.stage === "failed" ? [`end it as it is with \`holdfast operation cancel ${id} --give-up\``] : []),
  ];
  const text = `${ways.join(", or ")}.`;
  return new Fault("not-cancellable", `Upgrade ${id} is past the point of no return; it was not cancelled.`, {
    reason: `It has begun to change ${slug}: half a release would be left.`,
    remedy: `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    where: `operation ${id}`,
  });
}
