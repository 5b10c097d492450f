import { kotsAnnotations } from "../kots-annotations.ts";
import { isPlainObject } from "../manifest-document.ts";
import type { ReleaseWarning } from "../problem.ts";
import type { Release, RenderedRelease } from "../release.ts";
import { podTemplateOf } from "./pod-templates.ts";
import type { RenderedManifest } from "./pod-templates.ts";
import { warnAnnotatedHooks, warnLonelyHooks } from "./warn-hooks.ts";
import { warnTemplates } from "./warn-templates.ts";
import { warnVolumes } from "./warn-volumes.ts";

/** What a release that can be installed probably does not mean, beyond what its Backup and Restore say themselves. */
export function warnRelease(release: Release, rendered: RenderedRelease): readonly ReleaseWarning[] {
  const { backup, namespaces } = rendered;
  const sources = rendered.objects.flatMap(({ file, line, object }): readonly RenderedManifest[] => {
    const manifest = release.manifests.find((one) => one.file === file && one.line === line);
    return manifest === undefined ? [] : [{ manifest, object }];
  });
  const pods = sources.flatMap((source) => podTemplateOf(source, namespaces[0] ?? "") ?? []);
  return [
    ...(backup === undefined ? [] : pods.flatMap((pod) => warnVolumes(pod, backup))),
    ...pods.flatMap(warnAnnotatedHooks),
    ...warnLonelyHooks(rendered, pods),
    ...warnTemplates(release),
    ...sources.flatMap(warnRetained),
    ...sources.flatMap(warnAnnotations),
  ];
}

function warnRetained({ manifest, object }: RenderedManifest): readonly ReleaseWarning[] {
  if (object.kind !== "StorageClass" || object["reclaimPolicy"] !== "Retain") return [];
  const place = { file: manifest.file, line: manifest.lineOf(["reclaimPolicy"]), field: "reclaimPolicy" };
  const message =
    "Retain leaves every volume behind that a restore replaces: its data stays on the storage, and nobody frees it";
  return [{ ...place, message }];
}

const honoured: readonly string[] = Object.values(kotsAnnotations);

function warnAnnotations({ manifest, object }: RenderedManifest): readonly ReleaseWarning[] {
  const { annotations } = object.metadata;
  if (!isPlainObject(annotations)) return [];
  const unknown = Object.keys(annotations).filter((name) => name.startsWith("kots.io/") && !honoured.includes(name));
  return unknown.map((name) => {
    const line = manifest.lineOf(["metadata", "annotations", name]);
    return { file: manifest.file, line, field: `annotation ${name}`, message: "is not honoured here" };
  });
}
