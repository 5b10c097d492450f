import { Fault } from "@holdfast/domain";
import { fromApiError } from "../faults/from-api-error.ts";
import { whyOf } from "../status/known.ts";
import type { BundlePart, Gathered, NotRead } from "./bundle-part.ts";

/** Gathers parts one after the other; what cannot be read is noted and holds up nothing. */
export class Gathering {
  readonly #parts: BundlePart[] = [];
  readonly #notRead: NotRead[] = [];

  async take(what: string, read: () => Promise<readonly BundlePart[]>): Promise<void> {
    try {
      this.#parts.push(...(await read()));
    } catch (error) {
      const fault = fromApiError(error);
      if (!(fault instanceof Fault)) throw fault;
      this.#notRead.push({ what, reason: whyOf(fault) });
    }
  }

  facts(path: string, read: () => Promise<unknown>): Promise<void> {
    return this.take(path, async () => [{ kind: "facts", path: `${path}.json`, value: await read() }]);
  }

  result(): Gathered {
    return { parts: this.#parts, notRead: this.#notRead };
  }
}
