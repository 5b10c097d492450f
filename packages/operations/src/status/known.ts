import { Fault } from "@holdfast/domain";
import type { Known } from "@holdfast/domain";
import { fromApiError } from "../faults/from-api-error.ts";

/** A fact, or the words of the fault that kept it from being read. Anything else that is thrown is a bug. */
export async function known<Value>(read: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return { kind: "known", value: await read() };
  } catch (error) {
    const fault = fromApiError(error);
    if (!(fault instanceof Fault)) throw fault;
    return { kind: "unknown", reason: whyOf(fault) };
  }
}

/** As a clause: several faults may stand in one sentence. */
export function whyOf({ message, details: { reason } }: Fault): string {
  const text = message.replace(/\.$/, "");
  return reason === undefined || reason === message ? text : `${text} (${reason.replace(/\.$/, "")})`;
}

/** What is read with `from`, or unknown for the reason that `from` is. */
export async function knownFrom<From, Value>(
  from: Known<From>,
  read: (from: From) => Promise<Value>,
): Promise<Known<Value>> {
  return from.kind === "unknown" ? from : known(() => read(from.value));
}
