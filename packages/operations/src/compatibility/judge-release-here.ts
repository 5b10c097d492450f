import { judgeRelease } from "@holdfast/domain";
import type { Judgement, ReleaseMetadata, ReleaseQuestion } from "@holdfast/domain";
import type { Context } from "../context.ts";

/** What a release's vendor says of where it runs, against this cluster and this program. */
export async function judgeReleaseHere(
  context: Context,
  { slug, versionLabel, limits }: Pick<ReleaseMetadata, "slug" | "versionLabel" | "limits">,
  purpose: ReleaseQuestion["purpose"],
): Promise<readonly Judgement[]> {
  if (limits.kubernetes === undefined && limits.holdfast === undefined) return [];
  const { gitVersion } = await context.kubernetes.version();
  return judgeRelease({ slug, versionLabel, limits, kubernetes: gitVersion, holdfast: context.version, purpose });
}
