import {
  configItems,
  emptyConfigRecord,
  formatProblem,
  parseRelease,
  renderManifests,
  warnRelease,
} from "@holdfast/domain";
import type { ClusterFacts, License, Release, ReleaseProblem, ReleaseWarning, Rendering } from "@holdfast/domain";
import { codecs } from "./codecs.ts";
import { readEntries } from "./load-release.ts";

/** What was found in a release. What is refused cannot be installed; warnings are probably not meant. */
export type LintResult =
  | {
      readonly kind: "sound";
      readonly release: Release;
      readonly warnings: readonly ReleaseWarning[];
      readonly notes: readonly string[];
    }
  | {
      readonly kind: "refused";
      readonly problems: readonly ReleaseProblem[];
      readonly warnings: readonly ReleaseWarning[];
    };

/**
 * Everything that install would refuse and that can be known without a cluster: the release is read, then rendered with
 * the config's defaults, once for a license with and once for one without snapshots. Faults: invalid-argument,
 * invalid-release for an archive that cannot be read at all.
 */
export async function lintRelease(path: string): Promise<LintResult> {
  const parsing = parseRelease(await readEntries(path), codecs);
  if (parsing.kind === "refused") return { kind: "refused", problems: unique(parsing.problems), warnings: [] };
  const { release } = parsing;
  const renderings = [true, false].map((isSnapshotSupported) => sampleRendering(release, isSnapshotSupported));
  const problems = renderings.flatMap((rendering) => (rendering.kind === "refused" ? rendering.problems : []));
  const warnings = renderings.flatMap((rendering) =>
    rendering.kind === "rendered" ? [...rendering.warnings, ...warnRelease(release, rendering.release)] : [],
  );
  if (problems.length > 0) return { kind: "refused", problems: unique(problems), warnings: unique(warnings) };
  return { kind: "sound", release, warnings: unique(warnings), notes: notesOn(release) };
}

function sampleRendering(release: Release, isSnapshotSupported: boolean): Rendering {
  const { slug } = release.metadata;
  return renderManifests(release, {
    namespace: slug,
    license: sampleLicense(slug, isSnapshotSupported),
    config: { ...emptyConfigRecord, given: sampleAnswers(release) },
    randomString: (length) => "x".repeat(length),
    codecs,
    facts: sampleFacts,
    holdfastVersion: "0.0.0",
    now: () => 0,
  });
}

/** Required items without a default have a value when they are installed, so they have one here: a text and a number. */
function sampleAnswers({ config }: Release): Readonly<Record<string, string>> {
  const open = configItems(config).filter((item) => item.required && item.value === "" && item.default === "");
  return Object.fromEntries(
    open.map(({ name, type, choices }) => [name, choices[0]?.name ?? (type === "file" ? "MQ==" : "1")]),
  );
}

/** In the order of files and lines; the two renderings find most of it twice. */
function unique<Finding extends ReleaseWarning>(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [formatProblem(finding), finding])).values()].sort(
    (one, other) => compare(one.file, other.file) || (one.line ?? 0) - (other.line ?? 0),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
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

/** What is allowed, and worth a word about the release as a whole. */
function notesOn(release: Release): readonly string[] {
  return [
    ...(release.backup === undefined ? ["There is no kind: Backup: the application cannot be backed up."] : []),
    ...(release.manifests.length === 0 ? ["There are no manifests: nothing will be applied."] : []),
  ];
}
