import { backupOperation } from "../backups/backup-operation.ts";
import { deletionOperation } from "../backups/deletion-operation.ts";
import { claimRestoreOperation } from "../claims/claim-operation.ts";
import { copyOperation } from "../copies/copy-operation.ts";
import { consoleRestoreOperation } from "../recovery/console-restore-operation.ts";
import { applicationRestoreOperation } from "../restores/restore-application-operation.ts";
import { restoreOperation } from "../restores/restore-operation.ts";
import { upgradeOperation } from "../upgrades/upgrade-operation.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import type { OperationDefinition } from "../steps/step.ts";

/** Every kind of operation that this program can drive. Records of other kinds are left to programs that know them. */
const definitions: readonly OperationDefinition<unknown>[] = [
  backupOperation,
  deletionOperation,
  restoreOperation,
  applicationRestoreOperation,
  consoleRestoreOperation,
  claimRestoreOperation,
  copyOperation,
  upgradeOperation,
];

/** The record's kind chooses the definition, so the record's input is what that definition reads. */
export function definitionOf(kind: string): OperationDefinition<unknown> | undefined {
  return definitions.find((definition) => definition.kind === kind);
}

/** Work that controllers have not the rights for, and leave to the CLI. */
export function isOnlyForCli({ kind, input }: OperationRecord): boolean {
  return definitionOf(kind)?.onlyCli?.(input) === true;
}
