import { setTimeout as pause } from "node:timers/promises";

export interface WaitOptions {
  /** What is awaited, for the error: "the API server to be ready". */
  readonly what: string;
  readonly deadlineSeconds?: number;
  readonly intervalMilliseconds?: number;
  /** Asked when the deadline passes: the evidence to show. */
  readonly evidence?: () => Promise<string> | string;
}

/** Asks again and again until the answer is not undefined, and returns it. What `ask` throws ends the wait at once. */
export async function waitFor<T>(ask: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const deadlineSeconds = options.deadlineSeconds ?? 120;
  const deadline = Date.now() + deadlineSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) {
      const evidence = await options.evidence?.();
      throw new Error(`waited ${deadlineSeconds} s for ${options.what}, in vain${evidence ? `:\n${evidence}` : ""}`);
    }
    await pause(options.intervalMilliseconds ?? 100);
  }
}
