import { Fault } from "@holdfast/domain";
import { fromApiError } from "../faults/from-api-error.ts";
import { whyOf } from "../status/known.ts";
import type { BundlePart, Gathered, NotRead } from "./bundle-part.ts";

/** Gathers parts one after the other; what cannot be read, for whatever reason, is noted and holds up nothing. */
export class Gathering {
  readonly #signal: AbortSignal;
  readonly #parts: BundlePart[] = [];
  readonly #notRead: NotRead[] = [];

  /** `signal`: ends the gathering itself, which is no reason for a part to be missing. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async take(what: string, read: () => Promise<readonly BundlePart[]>): Promise<void> {
    try {
      this.#parts.push(...(await read()));
    } catch (error) {
      if (this.#signal.aborted) throw error;
      this.#notRead.push({ what, reason: reasonOf(fromApiError(error)) });
    }
  }

  facts(path: string, read: () => Promise<unknown>): Promise<void> {
    return this.take(path, async () => [{ kind: "facts", path: `${path}.json`, value: await read() }]);
  }

  result(): Gathered {
    return { parts: this.#parts, notRead: this.#notRead };
  }
}

/** A mistake of ours is noted like a fault of others: whoever asks for a bundle needs it most when something is broken. */
function reasonOf(error: unknown): string {
  if (error instanceof Fault) return whyOf(error);
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
