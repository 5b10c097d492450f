import type { Context } from "../context.ts";

/**
 * Standing work of the replica that leads: it looks at what is there and does what is missing, again and again, until
 * the context's signal. It may be ended at any line and begun again by another replica, so it remembers nothing that
 * the cluster does not hold.
 */
export interface Controller {
  /** For the log: "schedules". */
  readonly name: string;
  run(context: Context): Promise<void>;
}
