import { Fault } from "@holdfast/domain";
import type { Check } from "@holdfast/domain";
import { fromApiError } from "../faults/from-api-error.ts";

/** What is expected to fail is a check that refuses; anything else is thrown. */
export async function checked<Value>(
  subject: string,
  look: () => Promise<Value>,
): Promise<{ readonly value: Value } | { readonly refused: Check }> {
  try {
    return { value: await look() };
  } catch (error) {
    const fault = fromApiError(error);
    if (!(fault instanceof Fault)) throw error;
    return { refused: checkOf(subject, fault) };
  }
}

function checkOf(subject: string, { code, message, details }: Fault): Check {
  const { reason, remedy } = details;
  return {
    code,
    subject,
    result: "refused",
    message: reason === undefined ? message : `${message} ${reason}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}
