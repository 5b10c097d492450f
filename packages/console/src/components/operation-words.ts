import type { OperationStateView, OperationView, ProgressView, SubjectView } from "@holdfast/api";

const nouns: Readonly<Record<string, string>> = {
  backup: "Snapshot",
  restore: "Restore",
  "backup-deletion": "Deletion",
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
    case "backup-set":
      return subject.name;
  }
}

/** "take-lock" → "Take lock". */
export function nameStep(step: string): string {
  const words = step.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A step that has reported nothing yet is named in words. */
export function progressOf({ step, progress }: Extract<OperationStateView, { stage: "running" }>): ProgressView {
  return progress.message === step ? { ...progress, message: nameStep(step) } : progress;
}
