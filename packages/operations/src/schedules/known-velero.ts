import { readyVelero } from "../backups/check-velero.ts";
import type { ReadyVelero } from "../backups/check-velero.ts";
import type { Context } from "../context.ts";

/** Velero's answer, for all backups that begin about the same time. */
export interface KnownVelero {
  /** Faults: as readyVelero; a failure is not kept. */
  ask(): Promise<ReadyVelero>;
  /** Asks ahead of a time that is about to come: Velero takes seconds to answer when it is busy. */
  prepare(): void;
}

const goodForMilliseconds = 60_000;
const freshForMilliseconds = 30_000;

export function knowVelero(context: Context): KnownVelero {
  let kept: { readonly askedAt: number; readonly answer: Promise<ReadyVelero> } | undefined;
  const within = (milliseconds: number): Promise<ReadyVelero> => {
    const now = context.clock.now();
    if (kept !== undefined && now >= kept.askedAt && now - kept.askedAt < milliseconds) return kept.answer;
    const asked = { askedAt: now, answer: readyVelero(context, "write") };
    kept = asked;
    asked.answer.catch(() => {
      if (kept === asked) kept = undefined;
    });
    return asked.answer;
  };
  return {
    ask: () => within(goodForMilliseconds),
    prepare: () => void within(freshForMilliseconds).catch(() => undefined),
  };
}
