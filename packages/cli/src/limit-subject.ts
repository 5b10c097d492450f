import { Fault } from "@holdfast/domain";
import type { LimitSubject } from "@holdfast/domain";
import type { CommandInput } from "./command.ts";

/** Without an option, what has no limit of its own. */
export function readLimitSubject(input: CommandInput): LimitSubject {
  const slug = input.text("app");
  const isInstance = input.flag("instance");
  if (slug !== undefined && isInstance) {
    throw new Fault("invalid-argument", "--app and --instance cannot be given together", {
      remedy: "Set one after the other",
    });
  }
  if (isInstance) return { kind: "instance" };
  return slug === undefined ? { kind: "default" } : { kind: "application", slug };
}

export function subjectText(subject: LimitSubject): string {
  switch (subject.kind) {
    case "default":
      return "everything without a limit of its own";
    case "instance":
      return "full backups";
    case "application":
      return subject.slug;
  }
}
