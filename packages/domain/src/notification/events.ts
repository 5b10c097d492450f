import { redactText } from "../redaction/redact-text.ts";

/** Everything that somebody can be told. The closed set; a channel may be told only some of it. */
export const eventKinds = [
  "backup-failed",
  "backup-missed",
  "limit-broken",
  "recovered",
  "destination-unavailable",
  "license-ending",
  "restore-started",
  "restore-finished",
  "deletion-stuck",
  "test",
] as const;

export type EventKind = (typeof eventKinds)[number];

/** bad: something has to be done. good: nothing has to be done any more. info: neither. */
export type EventMood = "bad" | "good" | "info";

/** One thing to tell, in words. Carries no secret. */
export interface NotificationEvent {
  readonly kind: EventKind;
  readonly mood: EventMood;
  /** What it is about: the same key in the same state is told once. */
  readonly key: string;
  readonly state: string;
  /** When it happened or was seen first, RFC 3339. */
  readonly at: string;
  /** One line. */
  readonly title: string;
  /** Why: the evidence, in the words of whoever said it. */
  readonly cause?: string;
  /** What to do, as a sentence or a command. */
  readonly remedy?: string;
}

const titleLimit = 200;
const causeLimit = 1200;
const remedyLimit = 600;

/**
 * Within bounds, and without what looks like a secret: a message of a foreign program may be of any length and hold
 * anything. Redacted first and cut afterwards: half a secret is found by nobody.
 */
export function boundEvent(event: NotificationEvent): NotificationEvent {
  return {
    ...event,
    title: shorten(oneLine(redactText(event.title)), titleLimit),
    ...(event.cause === undefined ? {} : { cause: shorten(redactText(event.cause), causeLimit) }),
    ...(event.remedy === undefined ? {} : { remedy: shorten(redactText(event.remedy), remedyLimit) }),
  };
}

/** A title becomes a mail's subject: a line break in it would be a header of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
