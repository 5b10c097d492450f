import type { ResultEntry, Results } from "@holdfast/velero";
import { mapReading } from "../backups/reading.ts";
import type { LiveReading } from "../backups/reading.ts";
import type { KnownSecrets } from "./application-secrets.ts";
import { hideInEntries } from "./hide-secrets.ts";

interface ShowableResults {
  readonly warnings: LiveReading<readonly ResultEntry[]>;
  readonly errors: LiveReading<readonly ResultEntry[]>;
}

/** Warnings and errors as they may be shown, kept and explained. */
export async function showableResults(
  read: LiveReading<Results>,
  secrets: () => Promise<KnownSecrets>,
): Promise<ShowableResults> {
  if (read.kind !== "known") return { warnings: read, errors: read };
  const { warnings, errors } = read.value;
  if (warnings.length + errors.length === 0) {
    return { warnings: { kind: "known", value: [] }, errors: { kind: "known", value: [] } };
  }
  const known = await secrets();
  return {
    warnings: mapReading(read, () => hideInEntries(warnings, known)),
    errors: mapReading(read, () => hideInEntries(errors, known)),
  };
}
