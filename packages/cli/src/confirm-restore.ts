import { Fault, refuseStopping } from "@holdfast/domain";
import { confirmationWord } from "@holdfast/operations";
import type { RestorePreview } from "@holdfast/operations";
import type { Cli } from "./command.ts";

/**
 * What is typed to confirm: the applications' slugs with commas; for more than applications the backup's name.
 * Faults: checks-refused, confirmation-missing.
 */
export async function confirmRestore(cli: Cli, preview: RestorePreview, yes: boolean): Promise<void> {
  refuseStopping(preview.checks, preview.request.accepted);
  if (yes) return;
  const word = confirmationWord(preview.request);
  if (await cli.output.confirm(`Restore it? Type ${word}`, word, "--yes")) return;
  throw new Fault("confirmation-missing", "Nothing was restored; nothing was changed.", {
    remedy: `Type ${word}, or give --yes.`,
  });
}
