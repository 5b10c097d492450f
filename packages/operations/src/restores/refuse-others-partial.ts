import { judgeScope, refuseStopping } from "@holdfast/domain";
import type { RestorableMember } from "@holdfast/domain";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findInstanceId } from "../installation/instance.ts";

/** A full backup is restored anywhere; any other only where it was made. Faults: checks-refused. */
export async function refuseOthersPartial(context: Context, { set, slug }: RestorableMember): Promise<void> {
  const [instance, sets] = await Promise.all([findInstanceId(context.kubernetes), listBackupSets(context)]);
  refuseStopping([judgeScope({ set, slugs: [slug], instance, sets })], []);
}
