import { annotations } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { ReleaseIndex } from "./release-index.ts";

/** How many of the newest releases are kept whatever happens. */
const keptReleases = 5;

/** Releases whose archives may go: not the deployed one, not of the newest, named by no backup. */
export function expendableReleases(
  releases: readonly ReleaseIndex[],
  deployed: number,
  inBackups: ReadonlySet<number>,
): readonly ReleaseIndex[] {
  const newest = [...releases].sort((one, other) => other.sequence - one.sequence).slice(0, keptReleases);
  return releases.filter(
    (release) => release.sequence !== deployed && !newest.includes(release) && !inBackups.has(release.sequence),
  );
}

/** The sequences of an application that Velero's backups name; undefined when that cannot be known. */
export async function sequencesInBackups(context: Context, slug: string): Promise<ReadonlySet<number> | undefined> {
  const type = await context.kubernetes.resolve("velero.io/v1", "Backup");
  if (type === undefined) return new Set();
  try {
    const backups = await context.kubernetes.listAll<KubernetesObject>(type);
    return new Set(backups.flatMap((backup) => sequenceIn(backup, slug)));
  } catch (error) {
    if (isApiError(error)) return undefined;
    throw error;
  }
}

function sequenceIn({ metadata }: KubernetesObject, slug: string): readonly number[] {
  const text = metadata.annotations?.[annotations.sequences];
  if (text === undefined) return [];
  try {
    const sequences = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const sequence = sequences?.[slug];
    return typeof sequence === "number" ? [sequence] : [];
  } catch {
    // Anybody may write annotations; one that is no JSON names no release.
    return [];
  }
}
