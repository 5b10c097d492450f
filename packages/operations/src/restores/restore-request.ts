import type { ConsoleWish } from "../recovery/plan-console-restore.ts";

/** What a person asks for. Plain JSON: it goes into the record. */
export interface RestoreRequest {
  /** The backup set. */
  readonly set: string;
  readonly scope: RestoreScope;
  /** Take a safety snapshot of what is there now. */
  readonly safety: boolean;
  readonly allowPartiallyFailed: boolean;
  /** Codes of checks that a person accepts; they go into the record. */
  readonly accepted: readonly string[];
}

export type RestoreScope =
  | { readonly kind: "applications"; readonly slugs: readonly string[] }
  /** The console and all applications of the set. */
  | ({ readonly kind: "full" } & ConsoleWish)
  /** The console alone; applications stay as they are. */
  | ({ readonly kind: "console" } & ConsoleWish);

/** Applications of a set, with a safety snapshot and nothing accepted beforehand. */
export function applicationsRequest(set: string, slugs: readonly string[]): RestoreRequest {
  return {
    set,
    scope: { kind: "applications", slugs },
    safety: true,
    allowPartiallyFailed: false,
    accepted: [],
  };
}
