import type { Context } from "../context.ts";
import type { Driver } from "../records/operation-record.ts";
import type { RecordHandle } from "./record-handle.ts";
import type { Job, Step } from "./step.ts";

/** Who works on which record. */
interface Work {
  readonly context: Context;
  readonly handle: RecordHandle;
  readonly driver: Driver;
}

/** What a step is given, read from the record that the driver holds. `onSaved` runs after every `saveSoFar`. */
export function makeJob<Input>({ context, handle, driver }: Work, onSaved: () => Promise<void>): Job<Input> {
  const { id, root, createdAt, requestedBy, epoch, cancel } = handle.record;
  return {
    context,
    id,
    root,
    createdAt,
    requestedBy,
    driver,
    cancel,
    epoch,
    // The kind of the record chose the definition, and the same kind wrote its input and its results.
    input: handle.record.input as Input,
    resultOf<Result>(step: Step<Input, Result>): Result {
      const entry = handle.record.journal.find((one) => one.step === step.name);
      if (entry === undefined) throw new Error(`Step ${step.name} of operation ${id} has no result yet`);
      return entry.result as Result;
    },
    hasResult: (step) => handle.record.journal.some((entry) => entry.step === step.name),
    soFar: <Result>(step: Step<Input, Result>) => handle.record.soFar?.[step.name] as Result | undefined,
    async saveSoFar(step, result) {
      await handle.write((record) => ({ ...record, soFar: { ...record.soFar, [step.name]: result } }));
      await onSaved();
    },
    report: (progress) => context.report(progress),
  };
}
