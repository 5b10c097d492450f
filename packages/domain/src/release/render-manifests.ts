import { holds, resolveConfig } from "../config/config-values.ts";
import type { ConfigRecord, ConfigValues } from "../config/config-values.ts";
import { labels } from "../identifiers.ts";
import { licenseField } from "../license/license-scope.ts";
import type { License } from "../license/license.ts";
import type { TemplateScope } from "../template/functions.ts";
import { describeApplication } from "./application-description.ts";
import { checkObjects } from "./check-objects.ts";
import { checkVendorBackup, checkVendorRestore } from "./check-vendor-backup.ts";
import type { Codecs } from "./entry.ts";
import { isPlainObject } from "./manifest-document.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { ReleaseProblem } from "./problem.ts";
import type { ApplicationDescription, ManifestObject, Release, RenderedObject, RenderedRelease } from "./release.ts";
import { renderDocument } from "./render-document.ts";

export interface RenderInput {
  /** The primary namespace. */
  readonly namespace: string;
  readonly license: License;
  readonly config: ConfigRecord;
  /** Letters and digits; called for generated values that are not stored yet. */
  readonly randomString: (length: number) => string;
  readonly codecs: Codecs;
}

export type Rendering =
  | { readonly kind: "rendered"; readonly release: RenderedRelease; readonly config: ConfigValues }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** The release as it is for one installation: templates replaced, objects labelled, everything checked again. */
export function renderManifests(release: Release, input: RenderInput): Rendering {
  const outer = {
    namespace: input.namespace,
    licenseField: (name: string) => licenseField(input.license, name),
    randomString: input.randomString,
  };
  const resolution = resolveConfig(release.config, input.config, outer);
  if (resolution.kind === "refused") return resolution;
  const renderer = new Renderer(scopeOf(resolution.config, input));
  const description = renderer.describe(release);
  const namespaces = [...new Set([input.namespace, ...description.additionalNamespaces])];
  const objects = renderer.objects(release, namespaces);
  const backup = renderer.optional(release.backup);
  const restore = renderer.optional(release.restore);
  const problems = renderer.problems;
  const rendered: RenderedRelease = {
    metadata: release.metadata,
    description,
    namespaces,
    objects,
    backup: backup === undefined ? undefined : checkVendorBackup({ ...backup, namespaces }, problems),
    restore: restore === undefined ? undefined : checkVendorRestore(restore, problems),
  };
  if (problems.length > 0) return { kind: "refused", problems };
  return { kind: "rendered", release: rendered, config: resolution.config };
}

function scopeOf(config: ConfigValues, input: RenderInput): TemplateScope {
  return {
    namespace: input.namespace,
    licenseField: (name) => licenseField(input.license, name),
    configOption: (name) => config.values.get(name),
    configData: (name) => {
      const value = config.values.get(name);
      return value === undefined ? undefined : input.codecs.decodeBase64(value);
    },
  };
}

class Renderer {
  readonly problems: ReleaseProblem[] = [];
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
    return isPlainObject(values) && !isLeftOut(values) ? { manifest, values } : undefined;
  }

  #values(manifest: ManifestDocument): unknown {
    const rendering = renderDocument(manifest, this.#scope);
    if (rendering.kind === "rendered") return rendering.values;
    this.problems.push(...rendering.problems);
    return undefined;
  }
}

function isManifestObject(values: unknown): values is ManifestObject {
  return isPlainObject(values) && isPlainObject(values["metadata"]);
}

function isLeftOut(values: Readonly<Record<string, unknown>>): boolean {
  const metadata = values["metadata"];
  const annotations = isPlainObject(metadata) ? metadata["annotations"] : undefined;
  if (!isPlainObject(annotations)) return false;
  const when = annotations["kots.io/when"];
  const exclude = annotations["kots.io/exclude"];
  return (when !== undefined && !isYes(when)) || isYes(exclude);
}

/** Only the object's own labels: labels of pod templates would restart pods and belong to the vendor. */
function labelled(object: ManifestObject, slug: string): ManifestObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [labels.application]: slug } } };
}

function isYes(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === "string" && holds(value));
}
