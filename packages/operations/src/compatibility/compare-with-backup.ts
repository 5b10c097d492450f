import { judgeOrigin } from "@holdfast/domain";
import type { BackupOrigin, Judgement } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { readPlatform } from "./read-platform.ts";

/**
 * Can what was backed up there be restored here? Every question with its answer; `originOfSet` reads what a backup says
 * of itself.
 */
export async function compareWithBackup(context: Context, origin: BackupOrigin): Promise<readonly Judgement[]> {
  return judgeOrigin(origin, await readPlatform(context));
}
