import { isPlainObject } from "../manifest-document.ts";
import type { ManifestDocument, PlainObject } from "../manifest-document.ts";
import type { ReleaseWarning } from "../problem.ts";
import type { ManifestObject } from "../release.ts";

/** A rendered object with the manifest it came from, for the lines. */
export interface RenderedManifest {
  readonly manifest: ManifestDocument;
  readonly object: ManifestObject;
}

export interface TemplateVolume {
  readonly name: string;
  readonly kind: "claim" | "emptyDir" | "hostPath" | "other";
  /** Of an emptyDir. */
  readonly hasSizeLimit: boolean;
}

/** What a release says of pods that it makes. */
export interface PodTemplate {
  /** "StatefulSet db". */
  readonly owner: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly string[];
  readonly volumes: readonly TemplateVolume[];
  /** A warning at the pod's annotation of that name, or at its metadata. */
  warn(annotation: string, message: string): ReleaseWarning;
}

const inTemplate = ["spec", "template"];
const places: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: inTemplate,
  StatefulSet: inTemplate,
  DaemonSet: inTemplate,
  ReplicaSet: inTemplate,
  ReplicationController: inTemplate,
  Job: inTemplate,
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

export function podTemplateOf({ manifest, object }: RenderedManifest, primary: string): PodTemplate | undefined {
  const place = places[object.kind];
  const template = place === undefined ? undefined : valueAt(object, place);
  if (place === undefined || !isPlainObject(template)) return undefined;
  const { name, namespace = primary } = object.metadata;
  const spec = mappingAt(template, "spec");
  const claims = listAt(mappingAt(object, "spec"), "volumeClaimTemplates").map((claim) => mappingAt(claim, "metadata"));
  return {
    owner: `${object.kind} ${name}`,
    namespace,
    labels: textsAt(mappingAt(template, "metadata"), "labels"),
    annotations: textsAt(mappingAt(template, "metadata"), "annotations"),
    containers: listAt(spec, "containers").map((container) => textAt(container, "name")),
    volumes: [
      ...listAt(spec, "volumes").map(volumeFrom),
      ...claims.map((claim) => ({ name: textAt(claim, "name"), kind: "claim" as const, hasSizeLimit: false })),
    ],
    warn(annotation, message) {
      const path = [...place, "metadata", "annotations", annotation];
      const field = `${object.kind} ${name}: annotation ${annotation}`;
      return { file: manifest.file, line: manifest.lineOf(path), field, message };
    },
  };
}

function volumeFrom(volume: PlainObject): TemplateVolume {
  const has = (source: string): boolean => isPlainObject(volume[source]);
  const kind = has("persistentVolumeClaim") || has("ephemeral") ? "claim" : has("hostPath") ? "hostPath" : "other";
  const isEmpty = has("emptyDir");
  const hasSizeLimit = isEmpty && mappingAt(volume, "emptyDir")["sizeLimit"] !== undefined;
  return { name: textAt(volume, "name"), kind: isEmpty ? "emptyDir" : kind, hasSizeLimit };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isPlainObject(inner) ? inner[name] : undefined), value);
}

function mappingAt(value: PlainObject, name: string): PlainObject {
  const found = value[name];
  return isPlainObject(found) ? found : {};
}

function listAt(value: PlainObject, name: string): readonly PlainObject[] {
  const found = value[name];
  return Array.isArray(found) ? found.filter(isPlainObject) : [];
}

function textAt(value: PlainObject, name: string): string {
  const found = value[name];
  return typeof found === "string" ? found : "";
}

function textsAt(value: PlainObject, name: string): Readonly<Record<string, string>> {
  const entries = Object.entries(mappingAt(value, name));
  return Object.fromEntries(entries.flatMap(([key, one]) => (typeof one === "string" ? [[key, one]] : [])));
}
