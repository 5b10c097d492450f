/** What was read from the destination, or why it could not be: never an empty list that looks clean. */
export type LiveReading<Value> =
  | { readonly kind: "known"; readonly value: Value }
  | { readonly kind: "unknown"; readonly reason: string }
  /** It has not ended: Velero writes this at the end. */
  | { readonly kind: "not-yet" };

export type Reading<Value> =
  | LiveReading<Value>
  /** It cannot be read now. This is what was read at that time, when the work had ended; Velero does not change it. */
  | { readonly kind: "kept"; readonly value: Value; readonly readAt: string; readonly reason: string };

/** The value, or what is instead of it. */
export function mapReading<From, To>(reading: LiveReading<From>, map: (value: From) => To): LiveReading<To> {
  return reading.kind === "known" ? { kind: "known", value: map(reading.value) } : reading;
}
