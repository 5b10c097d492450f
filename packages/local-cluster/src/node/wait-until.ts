import { setTimeout as sleep } from "node:timers/promises";
import { LocalClusterError } from "../error.ts";

/** One look at what is waited for. */
export type Observation<Value> =
  | { readonly kind: "reached"; readonly value: Value }
  /** What is missing, as a short phrase: "CoreDNS (0 of 1 Ready)". */
  | { readonly kind: "waiting"; readonly missing: string };

export interface WaitOptions {
  /** What is waited for, as the end of "Waiting for …". */
  readonly goal: string;
  readonly deadlineSeconds: number;
  readonly signal: AbortSignal;
  /** Called when what is missing changes. */
  readonly report: (line: string) => void;
  /** Where to look when the deadline passes. */
  readonly where: string;
}

const pauseMilliseconds = 250;

/** Looks until it is reached. A look that throws ends the wait: it saw that waiting is in vain. */
export async function waitUntil<Value>(look: () => Promise<Observation<Value>>, options: WaitOptions): Promise<Value> {
  const deadline = Date.now() + options.deadlineSeconds * 1000;
  let last = "";
  for (;;) {
    options.signal.throwIfAborted();
    const seen = await look();
    if (seen.kind === "reached") return seen.value;
    if (seen.missing !== last) options.report(`Waiting for ${options.goal}: ${seen.missing}`);
    last = seen.missing;
    if (Date.now() > deadline) {
      throw new LocalClusterError("deadline-passed", `${options.goal} did not come in ${options.deadlineSeconds} s`, {
        reason: `still missing: ${seen.missing}`,
        remedy: "Run the command again: it goes on from here. If it fails in the same way, look at the logs",
        where: options.where,
      });
    }
    await sleep(pauseMilliseconds, undefined, { signal: options.signal });
  }
}
