import {
  DeadlinePassed,
  waitFor,
  type KubernetesObject,
  type ObjectName,
  type ResourceType,
} from "@holdfast/kubernetes";
import type { Context } from "../context.ts";

export interface Expectation<T> {
  readonly type: ResourceType;
  readonly name: ObjectName;
  readonly deadlineMilliseconds: number;
  /** Called with undefined while the object is absent. May throw to give up. */
  done(object: T | undefined): boolean;
}

export type Outcome<T> =
  | { readonly kind: "done"; readonly object: T | undefined }
  /** With the object as it was last seen: the evidence. */
  | { readonly kind: "deadline-passed"; readonly object: T | undefined };

/** Watches one object until `done` or the deadline, which is a value here: the caller words the fault. */
export async function watchUntil<T extends KubernetesObject>(
  context: Context,
  expectation: Expectation<T>,
): Promise<Outcome<T>> {
  const { type, name, deadlineMilliseconds } = expectation;
  try {
    const object = await waitFor<T>(context.kubernetes, { type, name }, (seen) => expectation.done(seen), {
      deadlineSeconds: deadlineMilliseconds / 1000,
      clock: context.clock,
      signal: context.signal,
    });
    return { kind: "done", object };
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    return { kind: "deadline-passed", object: error.lastSeen[0] as T | undefined };
  }
}
