import { kotsAnnotations, readPhase, readProperties, readSwitch } from "./kots-annotations.ts";
import { isPlainObject } from "./manifest-document.ts";
import type { ManifestDocument, PlainObject } from "./manifest-document.ts";
import type { ReleaseProblem } from "./problem.ts";
import type { LeftOutManifest } from "./release.ts";

export type Switching =
  | { readonly kind: "in" }
  | { readonly kind: "left-out"; readonly manifest: LeftOutManifest }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** Whether a rendered manifest's annotations kots.io/when and kots.io/exclude leave it out. */
export function switchManifest(manifest: ManifestDocument, values: PlainObject): Switching {
  const annotations = annotationsOf(values);
  const { when, exclude } = kotsAnnotations;
  const problems = [when, exclude].flatMap((name) => refuse(manifest, annotations, name, isSwitch));
  if (problems.length > 0) return { kind: "refused", problems };
  if (readSwitch(annotations[when] ?? "true") === false) return leftOut(manifest, values, when);
  return readSwitch(annotations[exclude] ?? "false") === true ? leftOut(manifest, values, exclude) : { kind: "in" };
}

function leftOut(manifest: ManifestDocument, values: PlainObject, annotation: string): Switching {
  const { file, line, kind, name: written } = manifest;
  const metadata = values["metadata"];
  const rendered = isPlainObject(metadata) ? metadata["name"] : undefined;
  const name = typeof rendered === "string" ? rendered : written;
  const reason = `${annotation}: ${JSON.stringify(annotationsOf(values)[annotation])}`;
  return { kind: "left-out", manifest: { file, line, kind, name, reason } };
}

/** The annotations that decide how an object is applied and deleted. */
export function checkAnnotations(manifest: ManifestDocument, object: PlainObject): readonly ReleaseProblem[] {
  const annotations = annotationsOf(object);
  const { keep, waitForReady, waitForProperties, creationPhase, deletionPhase } = kotsAnnotations;
  return [
    ...[keep, waitForReady].flatMap((name) => refuse(manifest, annotations, name, isSwitch)),
    ...[creationPhase, deletionPhase].flatMap((name) => refuse(manifest, annotations, name, isPhase)),
    ...refuse(manifest, annotations, waitForProperties, areProperties),
  ];
}

interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly message: string;
}

const isSwitch: Rule = { holds: (value) => readSwitch(value) !== undefined, message: 'must be "true" or "false"' };
const isPhase: Rule = {
  holds: (value) => readPhase(value) !== undefined,
  message: "must be a whole number from -9999 to 9999",
};
const areProperties: Rule = {
  holds: (value) => readProperties(value) !== undefined,
  message: 'must be "path=value", several with commas between, such as ".status.phase=Ready"',
};

function refuse(
  manifest: ManifestDocument,
  annotations: PlainObject,
  name: string,
  rule: Rule,
): readonly ReleaseProblem[] {
  const value = annotations[name];
  if (value === undefined || rule.holds(value)) return [];
  const line = manifest.lineOf(["metadata", "annotations", name]);
  const message = `${rule.message}; it is ${JSON.stringify(value)}`;
  return [{ code: "invalid-release", file: manifest.file, line, field: `annotation ${name}`, message }];
}

function annotationsOf(values: PlainObject): PlainObject {
  const metadata = values["metadata"];
  const annotations = isPlainObject(metadata) ? metadata["annotations"] : undefined;
  return isPlainObject(annotations) ? annotations : {};
}
