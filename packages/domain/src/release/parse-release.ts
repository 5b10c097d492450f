import { configItems, emptyConfigSpec } from "../config/config-spec.ts";
import { readConfigSpec } from "../config/read-config-spec.ts";
import { checkEntries } from "./check-entries.ts";
import { checkTemplates } from "./check-templates.ts";
import { releaseLimits } from "./entry.ts";
import type { Codecs, ReleaseEntry } from "./entry.ts";
import { readManifest } from "./manifest-document.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import { roleOf } from "./manifest-role.ts";
import type { ManifestRole } from "./manifest-role.ts";
import type { ReleaseProblem } from "./problem.ts";
import { metadataFile, noMetadata, readMetadata } from "./release-metadata.ts";
import type { Release } from "./release.ts";
import { readYamlDocuments } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";

export type ReleaseParsing =
  | { readonly kind: "read"; readonly release: Release }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** Everything that can be known before a customer's values are. Collects all problems; refuses whole. */
export function parseRelease(entries: readonly ReleaseEntry[], codecs: Codecs): ReleaseParsing {
  const checked = checkEntries(entries);
  if (checked.kind === "refused") return checked;
  const problems: ReleaseProblem[] = [];
  const { metadata, others } = readFiles(checked.files, codecs, problems);
  const manifests = others.flatMap((document) => {
    const reading = readManifest(document);
    if (reading.kind === "read") return [reading.manifest];
    problems.push(...reading.problems);
    return [];
  });
  const sorted = sortByRole(manifests, problems);
  const config = sorted.config === undefined ? emptyConfigSpec : readConfigSpec(sorted.config, problems);
  const itemNames = new Set(configItems(config).map((item) => item.name));
  problems.push(...manifests.flatMap((manifest) => checkTemplates(manifest, itemNames, manifest === sorted.config)));
  if (problems.length > 0) return { kind: "refused", problems: problems.sort(byPlace) };
  const { objects, backup, restore, application } = sorted;
  return {
    kind: "read",
    release: { metadata, files: checked.files, manifests: objects, config, backup, restore, application },
  };
}

function readFiles(files: ReadonlyMap<string, Uint8Array>, codecs: Codecs, problems: ReleaseProblem[]) {
  const described: YamlDocument[] = [];
  const others: YamlDocument[] = [];
  for (const [path, content] of files) {
    if (!/\.ya?ml$/u.test(path)) continue;
    const text = codecs.decodeUtf8(content);
    if (text === undefined) {
      problems.push({ code: "invalid-release", file: path, message: "is not UTF-8 text" });
      continue;
    }
    const reading = readYamlDocuments(path, text);
    if (reading.kind === "refused") problems.push(...reading.problems);
    else (path === metadataFile ? described : others).push(...reading.documents);
  }
  if (others.length > releaseLimits.documents) {
    const message = `the release has more than ${releaseLimits.documents} documents`;
    problems.push({ code: "invalid-release", file: ".", message });
  }
  if (!files.has(metadataFile)) {
    const message = "is missing; a release needs it, see docs/formats/release.md";
    problems.push({ code: "invalid-release", file: metadataFile, message });
    return { metadata: noMetadata, others };
  }
  const unreadable = problems.some((problem) => problem.file === metadataFile);
  return { metadata: readMetadata(described, unreadable ? [] : problems), others };
}

interface Sorted {
  readonly objects: readonly ManifestDocument[];
  readonly config: ManifestDocument | undefined;
  readonly application: ManifestDocument | undefined;
  readonly backup: ManifestDocument | undefined;
  readonly restore: ManifestDocument | undefined;
}

function sortByRole(manifests: readonly ManifestDocument[], problems: ReleaseProblem[]): Sorted {
  const byRole = new Map<ManifestRole["kind"], ManifestDocument[]>();
  for (const manifest of manifests) {
    const role = roleOf(manifest);
    if (role.kind === "unsupported") {
      const { file, line } = manifest;
      problems.push({ code: "unsupported-manifest", file, line, message: role.reason });
    }
    byRole.set(role.kind, [...(byRole.get(role.kind) ?? []), manifest]);
  }
  const onlyOne = (kind: ManifestRole["kind"]): ManifestDocument | undefined => {
    const [first, ...more] = byRole.get(kind) ?? [];
    for (const { file, line, kind: name } of more) {
      const message = `a release has one kind ${name} at most; the first is in ${first?.file}:${first?.line}`;
      problems.push({ code: "invalid-release", file, line, message });
    }
    return first;
  };
  return {
    objects: byRole.get("object") ?? [],
    config: onlyOne("config"),
    application: onlyOne("application"),
    backup: onlyOne("backup"),
    restore: onlyOne("restore"),
  };
}

function byPlace(left: ReleaseProblem, right: ReleaseProblem): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return (left.line ?? 0) - (right.line ?? 0);
}
