import type { SetMember } from "../backup-set/backup-set.ts";
import { readNote } from "../coverage/coverage-note.ts";
import { annotations } from "../identifiers.ts";

/** What these parts of a backup do not hold though they should, as a clause; undefined when they hold everything. */
export function lackingData(parts: readonly SetMember[]): string | undefined {
  const serious = parts.flatMap(({ backup }) => {
    const note = readNote(backup?.annotations[annotations.coverage]);
    return note?.findings.filter(({ level }) => level === "serious") ?? [];
  });
  const [first] = serious;
  if (first === undefined) return undefined;
  const more = serious.length === 1 ? "" : ` (and ${serious.length - 1} more)`;
  return `${first.subject}: ${first.message.replace(/\.$/, "")}${more}`;
}
