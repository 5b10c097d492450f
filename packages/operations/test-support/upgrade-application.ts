import type { Context } from "../src/context.ts";
import { driveOperation } from "../src/running/drive-operation.ts";
import { createUpgrade } from "../src/upgrades/create-upgrade.ts";
import { previewUpgrade } from "../src/upgrades/preview-upgrade.ts";
import type { UpgradeRequest } from "../src/upgrades/preview-upgrade.ts";

/** An upgrade to its end, without a backup unless one is asked for; returns what is said at the end. */
export async function upgradeApplication(context: Context, request: UpgradeRequest): Promise<string> {
  const wanted = { withoutBackup: true, ...request };
  const { id } = await createUpgrade(context, wanted, await previewUpgrade(context, wanted));
  return endUpgrade(context, id);
}

/** Drives it to its end, whoever drove it. Throws its fault. */
export async function endUpgrade(context: Context, id: string): Promise<string> {
  const outcome = await driveOperation(context, id, { role: "cli", takeOver: true });
  if (outcome.kind === "failed") throw outcome.fault;
  const { state } = outcome.record;
  return state.stage === "done" ? state.summary : state.stage;
}
