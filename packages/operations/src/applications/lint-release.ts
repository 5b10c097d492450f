import { emptyConfigRecord, formatProblem, parseRelease, renderManifests } from "@holdfast/domain";
import type { ClusterFacts, License, Release, ReleaseProblem } from "@holdfast/domain";
import { codecs } from "./codecs.ts";
import { readEntries } from "./load-release.ts";

export type LintResult =
  | { readonly kind: "sound"; readonly release: Release; readonly notes: readonly string[] }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/**
 * Everything that install would refuse and that can be known without a cluster: the release is read, then rendered with
 * the config's defaults, once for a license with and once for one without snapshots. Faults: invalid-argument,
 * invalid-release for an archive that cannot be read at all.
 */
export async function lintRelease(path: string): Promise<LintResult> {
  const parsing = parseRelease(await readEntries(path), codecs);
  if (parsing.kind === "refused") return refused(parsing.problems);
  const { release } = parsing;
  const renderings = [true, false].map((isSnapshotSupported) =>
    renderManifests(release, {
      namespace: release.metadata.slug,
      license: sampleLicense(release.metadata.slug, isSnapshotSupported),
      config: emptyConfigRecord,
      randomString: (length) => "x".repeat(length),
      codecs,
      facts: sampleFacts,
      holdfastVersion: "0.0.0",
      now: () => 0,
    }),
  );
  const problems = renderings.flatMap((rendering) => (rendering.kind === "refused" ? rendering.problems : []));
  return problems.length > 0 ? refused(problems) : { kind: "sound", release, notes: notesOn(release) };
}

function refused(problems: readonly ReleaseProblem[]): LintResult {
  return { kind: "refused", problems: [...new Set(problems.map(formatProblem))] };
}

/** No cluster is asked: every object that is looked up does not exist. */
const sampleFacts: ClusterFacts = {
  kubernetesVersion: "v1.34.0",
  nodes: { count: 1, distribution: "", isAirgap: false },
  proxy: { http: "", https: "", none: "" },
  lookups: { get: () => ({}) },
};

function sampleLicense(application: string, isSnapshotSupported: boolean): License {
  return { id: "lint", issue: 1, application, customer: "Lint", isSnapshotSupported, fields: {} };
}

/** What is allowed and probably not meant. */
function notesOn(release: Release): readonly string[] {
  return [
    ...(release.backup === undefined ? ["There is no kind: Backup: the application cannot be backed up."] : []),
    ...(release.manifests.length === 0 ? ["There are no manifests: nothing will be applied."] : []),
  ];
}
