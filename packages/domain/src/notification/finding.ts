import type { NotificationEvent } from "./events.ts";

/**
 * What comparing the facts says about one key.
 * - happened: at one moment; it is never taken back.
 * - ill: it is wrong now, and was not told before it has been so for `afterSeconds`.
 * - well: it is right now; `recovered` is told to whoever was told that it was wrong.
 * - unknown: it cannot be told now, so whatever was told stays.
 */
export type Finding =
  | { readonly stage: "happened"; readonly event: NotificationEvent }
  | { readonly stage: "ill"; readonly event: NotificationEvent; readonly afterSeconds?: number }
  | { readonly stage: "well"; readonly key: string; readonly recovered: Omit<NotificationEvent, "key" | "state"> }
  | { readonly stage: "unknown"; readonly key: string };

/** Keys that begin like this are about one kind of fact. */
export type KeyFamily = "backup" | "missed" | "limit" | "destination" | "license" | "restore" | "deletion";

export interface Findings {
  readonly findings: readonly Finding[];
  /** Kinds of facts that could not be read at all: what was told of them stays. */
  readonly unread: readonly KeyFamily[];
}

export function familyOf(key: string): string {
  return key.split("/", 1)[0] ?? "";
}
