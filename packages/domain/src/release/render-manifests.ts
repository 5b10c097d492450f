import { resolveConfig } from "../config/config-values.ts";
import type { ConfigRecord, ConfigValues, OuterScope } from "../config/config-values.ts";
import { labels } from "../identifiers.ts";
import { licenseField } from "../license/license-scope.ts";
import type { License } from "../license/license.ts";
import type { ClusterFacts, FactRequest, TemplateScope } from "../template/scope.ts";
import { describeApplication } from "./application-description.ts";
import { switchManifest } from "./check-annotations.ts";
import { checkObjects } from "./check-objects.ts";
import { checkVendorBackup, checkVendorRestore } from "./check-vendor-backup.ts";
import type { Findings } from "./check-vendor-backup.ts";
import type { Codecs } from "./entry.ts";
import { isPlainObject } from "./manifest-document.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { ReleaseProblem, ReleaseWarning } from "./problem.ts";
import type {
  ApplicationDescription,
  LeftOutManifest,
  ManifestObject,
  Release,
  RenderedObject,
  RenderedRelease,
} from "./release.ts";
import { renderDocument } from "./render-document.ts";

export interface RenderInput {
  /** The primary namespace. */
  readonly namespace: string;
  readonly license: License;
  readonly config: ConfigRecord;
  /** Letters and digits; called for generated values that are not stored yet. */
  readonly randomString: (length: number) => string;
  readonly codecs: Codecs;
  /** What is known of the cluster so far. */
  readonly facts: ClusterFacts;
  readonly holdfastVersion: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type Rendering =
  | {
      readonly kind: "rendered";
      readonly release: RenderedRelease;
      readonly config: ConfigValues;
      /** What `kind: Backup` and `kind: Restore` say and probably do not mean. */
      readonly warnings: readonly ReleaseWarning[];
    }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] }
  /** Facts of the cluster that templates ask for: read them and render again, until none is asked for. */
  | { readonly kind: "needs"; readonly requests: readonly FactRequest[] };

/** The release as it is for one installation: templates replaced, objects labelled, everything checked again. */
export function renderManifests(release: Release, input: RenderInput): Rendering {
  const outer = outerScope(release, input);
  const resolution = resolveConfig(release.config, input.config, outer);
  if (resolution.kind !== "resolved") return resolution;
  const { randomString: _randomString, ...scope } = outer;
  const renderer = new Renderer(scopeOf(resolution.config, scope));
  const description = renderer.describe(release);
  const namespaces = [...new Set([input.namespace, ...description.additionalNamespaces])];
  const objects = renderer.objects(release, namespaces);
  const backup = renderer.optional(release.backup);
  const restore = renderer.optional(release.restore);
  const { problems, requests, leftOut } = renderer;
  const findings: Findings = { problems, warnings: [] };
  const rendered: RenderedRelease = {
    metadata: release.metadata,
    description,
    namespaces,
    objects,
    backup: backup === undefined ? undefined : checkVendorBackup({ ...backup, namespaces }, findings),
    restore: restore === undefined ? undefined : checkVendorRestore({ ...restore, namespaces }, findings),
    leftOut,
  };
  if (requests.length > 0) return { kind: "needs", requests };
  if (problems.length > 0) return { kind: "refused", problems };
  return { kind: "rendered", release: rendered, config: resolution.config, warnings: findings.warnings };
}

function outerScope({ metadata }: Release, input: RenderInput): OuterScope {
  const { namespace, license, codecs, facts, holdfastVersion, now, randomString } = input;
  const { slug, sequence, versionLabel, channel, releaseNotes } = metadata;
  return {
    namespace,
    licenseField: (name) => licenseField(license, name),
    release: { slug, sequence, versionLabel, channel, releaseNotes },
    codecs,
    facts,
    holdfastVersion,
    now,
    randomString,
  };
}

function scopeOf(config: ConfigValues, outer: Omit<OuterScope, "randomString">): TemplateScope {
  return {
    ...outer,
    configOption: (name) => config.values.get(name),
    configData: (name) => {
      const value = config.values.get(name);
      return value === undefined ? undefined : outer.codecs.decodeBase64(value);
    },
  };
}

class Renderer {
  readonly problems: ReleaseProblem[] = [];
  readonly requests: FactRequest[] = [];
  readonly leftOut: LeftOutManifest[] = [];
  readonly #scope: TemplateScope;

  constructor(scope: TemplateScope) {
    this.#scope = scope;
  }

  describe(release: Release): ApplicationDescription {
    const none = { title: undefined, icon: undefined, additionalNamespaces: [], statusInformers: [] };
    const { application } = release;
    const values = application === undefined ? undefined : this.#values(application);
    const described = application === undefined ? none : describeApplication(application, values, this.problems);
    return { ...described, title: described.title ?? release.metadata.title };
  }

  objects(release: Release, namespaces: readonly string[]): readonly RenderedObject[] {
    const rendered = release.manifests.flatMap((manifest) => {
      const found = this.optional(manifest);
      return found === undefined || !isManifestObject(found.values) ? [] : [{ manifest, object: found.values }];
    });
    this.problems.push(...checkObjects(rendered, namespaces));
    return rendered.map(({ manifest, object }) => ({
      file: manifest.file,
      line: manifest.line,
      object: labelled(object, release.metadata.slug),
    }));
  }

  /** Undefined when there is none, or its annotations kots.io/when or kots.io/exclude leave it out. */
  optional(manifest: ManifestDocument | undefined) {
    if (manifest === undefined) return undefined;
    const values = this.#values(manifest);
    if (!isPlainObject(values)) return undefined;
    const switching = switchManifest(manifest, values);
    switch (switching.kind) {
      case "in":
        return { manifest, values };
      case "left-out":
        this.leftOut.push(switching.manifest);
        return undefined;
      case "refused":
        this.problems.push(...switching.problems);
        return undefined;
    }
  }

  #values(manifest: ManifestDocument): unknown {
    const rendering = renderDocument(manifest, this.#scope);
    switch (rendering.kind) {
      case "rendered":
        return rendering.values;
      case "refused":
        this.problems.push(...rendering.problems);
        return undefined;
      case "needs":
        this.requests.push(...rendering.requests);
        return undefined;
    }
  }
}

function isManifestObject(values: unknown): values is ManifestObject {
  return isPlainObject(values) && isPlainObject(values["metadata"]);
}

/** Only the object's own labels: labels of pod templates would restart pods and belong to the vendor. */
function labelled(object: ManifestObject, slug: string): ManifestObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [labels.application]: slug } } };
}
