import { labels } from "../identifiers.ts";
import { checkAnnotations } from "./check-annotations.ts";
import { isPlainObject } from "./manifest-document.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { ReleaseProblem } from "./problem.ts";
import type { ManifestObject } from "./release.ts";

interface Candidate {
  readonly manifest: ManifestDocument;
  readonly object: ManifestObject;
}

/** Names, namespaces, duplicates and labels that are ours, of rendered objects. */
export function checkObjects(
  candidates: readonly Candidate[],
  namespaces: readonly string[],
): readonly ReleaseProblem[] {
  return [
    ...candidates.flatMap((candidate) => checkObject(candidate, namespaces)),
    ...duplicates(candidates, namespaces[0] ?? ""),
    ...candidates.flatMap(checkHookAnnotations),
    ...candidates.flatMap(({ manifest, object }) => checkAnnotations(manifest, object)),
  ];
}

function checkObject({ manifest, object }: Candidate, namespaces: readonly string[]): readonly ReleaseProblem[] {
  const problems: ReleaseProblem[] = [];
  const refuse = (path: readonly string[], message: string): void => {
    const place = { file: manifest.file, line: manifest.lineOf(path), field: path.join(".") };
    problems.push({ code: "invalid-release", ...place, message });
  };
  const { name, namespace } = object.metadata;
  if (typeof name !== "string" || name === "") refuse(["metadata", "name"], "must be a text");
  else if (!isObjectName(name)) refuse(["metadata", "name"], `"${name}" is not a name of Kubernetes`);
  if (namespace !== undefined && !namespaces.includes(namespace)) {
    const own = namespaces.join(", ");
    refuse(["metadata", "namespace"], `"${namespace}" is not a namespace of the application (${own})`);
  }
  if (object.kind === "Namespace" && object.apiVersion === "v1" && !namespaces.includes(name)) {
    refuse(["metadata", "name"], `the namespace ${name} is not one of the application (${namespaces.join(", ")})`);
  }
  if (object.kind === "Namespace" && labelsOf(object)[labels.excludeFromBackup] === "true") {
    refuse(["metadata", "labels", labels.excludeFromBackup], "leaves the whole namespace out of every backup");
  }
  const owned = [labels.record, labels.application, labels.instance, labels.partOf, labels.set];
  for (const label of Object.keys(labelsOf(object)).filter((key) => owned.some((own) => own === key))) {
    refuse(["metadata", "labels", label], "is a label of Holdfast's own");
  }
  return problems;
}

function labelsOf(object: ManifestObject): Readonly<Record<string, unknown>> {
  const found: unknown = object.metadata.labels;
  return isPlainObject(found) ? found : {};
}

/** RBAC allows ":" and upper case; nothing allows "/" or "%". */
function isObjectName(name: string): boolean {
  return name.length <= 253 && name !== "." && name !== ".." && !/[/%\s]/u.test(name);
}

function duplicates(candidates: readonly Candidate[], primary: string): readonly ReleaseProblem[] {
  const seen = new Map<string, ManifestDocument>();
  return candidates.flatMap(({ manifest, object }): readonly ReleaseProblem[] => {
    const { name, namespace } = object.metadata;
    const key = [manifest.group, object.kind, namespace ?? primary, name].join("/");
    const first = seen.get(key);
    seen.set(key, first ?? manifest);
    if (first === undefined) return [];
    const message = `${object.kind} ${name} is there already, in ${first.file}:${first.line}`;
    return [{ code: "invalid-release", file: manifest.file, line: manifest.line, message }];
  });
}

const hookCommand =
  /^(?:(?:(?:pre|post)\.)?hook\.backup|post\.hook\.restore|init\.hook\.restore)\.velero\.io\/command$/u;

/** Velero takes a hook's command as a JSON list, or as one program without arguments: a list that is no JSON is a trap. */
function checkHookAnnotations({ manifest, object }: Candidate): readonly ReleaseProblem[] {
  const places: readonly (readonly string[])[] = [["metadata"], ["spec", "template", "metadata"]];
  return places.flatMap((place) => {
    const annotations = valueAt(object, [...place, "annotations"]);
    if (!isPlainObject(annotations)) return [];
    return Object.entries(annotations).flatMap(([name, value]): readonly ReleaseProblem[] => {
      if (!hookCommand.test(name) || isCommand(value)) return [];
      const line = manifest.lineOf([...place, "annotations", name]);
      const message = 'must be a JSON list of texts, such as ["/bin/sh", "-c", "sync"]; Velero uses no shell';
      return [{ code: "invalid-release", file: manifest.file, line, field: `annotation ${name}`, message }];
    });
  });
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isPlainObject(inner) ? inner[name] : undefined), value);
}

function isCommand(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (!value.trimStart().startsWith("[")) return !/\s/u.test(value.trim()) && value.trim() !== "";
  try {
    const command: unknown = JSON.parse(value);
    return Array.isArray(command) && command.length > 0 && command.every((part) => typeof part === "string");
  } catch {
    return false;
  }
}
