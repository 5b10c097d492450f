import type { NotificationEvent } from "./events.ts";

/** The shape below; a program leaves the outbox of a newer one alone. */
export const outboxSchema = 1;

/** What was told, what is still to be told to whom, and how the channels fared. Bounded in every direction. */
export interface Outbox {
  readonly schema: number;
  /** What happened before is history and is not told any more. */
  readonly since: string;
  /** By the events' keys. */
  readonly told: Readonly<Record<string, Told>>;
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly channels: Readonly<Record<string, ChannelLog>>;
}

/** `pending`: it is wrong since `at`, and not for long enough to be told. */
export interface Told {
  readonly stage: "told" | "pending";
  readonly state: string;
  readonly at: string;
}

export interface Message {
  /** Sent along, so that a receiver knows a repeat. */
  readonly id: string;
  readonly createdAt: string;
  readonly event: NotificationEvent;
  /** By the channel's name; one that is not named has it, or gave it up. */
  readonly to: Readonly<Record<string, Delivery>>;
}

export interface Delivery {
  readonly attempts: number;
  readonly nextAt: string;
}

/** What became of the last attempts. Reasons carry no secret. */
export interface ChannelLog {
  readonly lastSent?: { readonly at: string; readonly message: string; readonly title: string };
  readonly lastFailure?: { readonly at: string; readonly message: string; readonly reason: string };
  /** Messages that were given up: too old, or too many. */
  readonly givenUp?: number;
  readonly lastPing?: { readonly at: string; readonly failure?: string };
}

/** A new installation tells nothing of what happened before it was asked to. */
export function newOutbox(now: number): Outbox {
  return { schema: outboxSchema, since: new Date(now).toISOString(), told: {}, messages: [], channels: {} };
}
