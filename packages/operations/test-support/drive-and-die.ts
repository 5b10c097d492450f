import { isApiError } from "@holdfast/kubernetes";
import { driveOperation } from "../src/running/drive-operation.ts";
import type { RealCluster } from "./real-cluster.ts";
import { watchWrites } from "./watched-writes.ts";
import type { OnWrite } from "./watched-writes.ts";

/** What a program that dies throws. */
export class Killed extends Error {}

export interface Death {
  readonly when: "before" | "after";
  /** Counted from 0. */
  readonly write: number;
}

/** Drives until that write, where the driver dies before or after it; false when the operation had ended before. */
export async function driveAndDie(
  cluster: Pick<RealCluster, "kubernetes" | "context">,
  id: string,
  { when, write }: Death,
): Promise<boolean> {
  let left = write;
  const dies: OnWrite = () => {
    if (left-- <= 0) throw new Killed();
  };
  const kubernetes = watchWrites(cluster.kubernetes, { [when]: dies });
  try {
    await driveOperation(cluster.context({ kubernetes }), id, { role: "cli" });
    return false;
  } catch (error) {
    if (error instanceof Killed || isApiError(error)) return true;
    throw error;
  }
}
