/**
 * Reads that cost the API server or the destination something, made once for everybody who asks while nothing
 * changed: ten open tabs are one read.
 */
export interface SharedReads<Value> {
  /** `version` is whatever tells that the earlier answer no longer holds. */
  read(key: string, version: unknown, ask: () => Promise<Value>): Promise<Value>;
}

interface Kept<Value> {
  readonly version: unknown;
  readonly answer: Promise<Value>;
}

export interface SharedReadsOptions<Value> {
  /** How many answers are kept: those that were asked for last. */
  readonly limit: number;
  /** False: the answer is given to those who wait for it, and then asked for again. */
  readonly isWhole: (value: Value) => boolean;
}

/** A failure is not kept. */
export function createSharedReads<Value>({ limit, isWhole }: SharedReadsOptions<Value>): SharedReads<Value> {
  const kept = new Map<string, Kept<Value>>();
  return {
    read(key, version, ask) {
      const found = kept.get(key);
      const current = found !== undefined && found.version === version ? found : { version, answer: ask() };
      // Taken out and put in again, so that the first one is always the one not asked for the longest.
      kept.delete(key);
      kept.set(key, current);
      const forget = () => {
        if (kept.get(key) === current) kept.delete(key);
      };
      current.answer.then((value) => (isWhole(value) ? undefined : forget()), forget);
      const oldest = kept.keys().next();
      if (kept.size > limit && oldest.done !== true) kept.delete(oldest.value);
      return current.answer;
    },
  };
}
