import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Clock, Context, Progress } from "../src/context.ts";
import { virtualClock } from "./virtual-clock.ts";

export interface TestContextOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly report?: (progress: Progress) => void;
}

let ids = 0;

/** A use case's context on a given client; ids count up, time is virtual unless a clock is given. */
export function testContext(kubernetes: KubernetesClient, options: TestContextOptions = {}): Context {
  return {
    kubernetes,
    clock: options.clock ?? virtualClock(),
    randomId: (length) =>
      String((ids += 1))
        .padStart(length, "0")
        .slice(-length),
    requestedBy: "tester",
    version: "0.1.0",
    consoleNamespace: "holdfast",
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => undefined),
  };
}
