import { Fault } from "@holdfast/domain";

/** The Fault that the work ends with. */
export async function refusal(work: Promise<unknown>): Promise<Fault> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error("no Fault was thrown", { cause: error });
}
