import type { OperationStateView, OperationView, ProgressView, SubjectView } from "@holdfast/api";

const nouns: Readonly<Record<string, string>> = {
  backup: "Snapshot",
  restore: "Restore",
  "backup-deletion": "Deletion",
  copy: "Copy",
  "restore-claim": "Restore of a volume",
  upgrade: "Upgrade",
};

/** "Restore of guestbook". Kinds of newer servers keep their own name. */
export function nameOperation(operation: Pick<OperationView, "kind" | "subject">): string {
  return `${nouns[operation.kind] ?? operation.kind} of ${nameSubject(operation.subject)}`;
}

function nameSubject(subject: SubjectView): string {
  switch (subject.kind) {
    case "instance":
      return "everything";
    case "application":
      return subject.slug;
    case "applications":
      return subject.slugs.join(", ");
    case "backup-set":
      return subject.name;
  }
}

/** Steps in an operator's words; those of newer servers keep their own name. */
const steps: Readonly<Record<string, string>> = {
  prepare: "Read what is installed",
  "await-velero-discovery": "Wait until Velero knows every kind of object",
  "create-application-backups": "Ask Velero to back up the applications",
  "follow-application-backups": "Back up the applications",
  "create-console-backup": "Ask Velero to back up the console",
  "follow-console-backup": "Back up the console",
  plan: "Check the snapshot and plan",
  check: "Check what the restore needs",
  safety: "Take the safety snapshot",
  "prepare-console": "Prepare the cluster for the console, when it comes back too",
  applications: "Restore the applications",
  console: "Restore the console, when that was asked",
  stop: "Stop the application",
  "confirm-plan": "Check that the plan still holds",
  clear: "Stop the application and delete what is replaced",
  "cluster-objects": "Put back objects of the whole cluster",
  "create-velero-restore": "Ask Velero to restore",
  "follow-velero-restore": "Restore from the snapshot",
  records: "Put back release, settings and license",
  verify: "Wait until the application runs",
  webhooks: "Put back webhooks",
  compare: "Compare with the snapshot",
  judge: "Look for warnings and errors",
  finish: "Finish",
  request: "Ask Velero to delete",
  follow: "Delete all parts",
};

export function nameStep(step: string): string {
  const words = step.replaceAll("-", " ");
  return steps[step] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** A step that has reported nothing yet is named in words. */
export function progressOf({ step, progress }: Extract<OperationStateView, { stage: "running" }>): ProgressView {
  return progress.message === step ? { ...progress, message: nameStep(step) } : progress;
}
