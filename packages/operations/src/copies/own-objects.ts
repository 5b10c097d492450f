import { labels } from "@holdfast/domain";
import type { LiveObject } from "@holdfast/domain";
import { isApiError, namespaces as namespaceType } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { readContents } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { observeNamespaces } from "../restores/observe-namespaces.ts";
import { openArtefact } from "../restores/read-contents.ts";
import type { CopyInput } from "./copy-input.ts";

const concurrency = 8;

/**
 * What Velero brought carries the original's slug: the copy's own objects are marked as the copy's, so that they are
 * shown and removed with it. Labels of pod templates stay, since a change would restart the pods. Safe to run again.
 */
export async function markOwn(context: Context, { source, slug, copyOf }: CopyInput): Promise<number> {
  const kinds = await context.kubernetes.resourceTypes({ fresh: true });
  const objects = await observeNamespaces(context, kinds, Object.values(copyOf.namespaces));
  const queue = objects.filter(({ labels: written }) => written[labels.application] === source);
  const count = queue.length;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await markOne(context, next, slug);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return count;
}

async function markOne(context: Context, { group, version, kind, ...object }: LiveObject, slug: string): Promise<void> {
  const type = await context.kubernetes.resolve(group === "" ? version : `${group}/${version}`, kind);
  if (type === undefined) return;
  const { name, namespace, uid } = object;
  const body = { metadata: { uid, labels: { [labels.application]: slug } } };
  try {
    await context.kubernetes.patch(
      type,
      { name, ...(namespace === undefined ? {} : { namespace }) },
      { kind: "merge", body },
    );
  } catch (error) {
    // It went, or was made anew by its owner, which carries the right mark.
    if (!isApiError(error, "NotFound", "Conflict")) throw error;
  }
}

const own = /^(?:kubernetes\.io\/metadata\.name$|holdfast\.dev\/|velero\.io\/|olm\.|openshift\.io\/)/u;

/** The namespaces' own labels, such as Pod Security levels and the injection of sidecars, go along. */
export async function copyNamespaceLabels(context: Context, input: CopyInput): Promise<void> {
  const from = { veleroNamespace: input.veleroNamespace, backup: input.backup };
  const stream = await openArtefact(context, from, "BackupContents");
  for await (const { object } of readContents(stream, ({ resource }) => resource === "namespaces")) {
    const { metadata } = object as unknown as KubernetesObject;
    const name = input.copyOf.namespaces[metadata.name];
    const written = Object.entries(metadata.labels ?? {}).filter(([key]) => !own.test(key));
    if (name === undefined || written.length === 0) continue;
    const body = { metadata: { labels: Object.fromEntries(written) } };
    await context.kubernetes.patch(namespaceType, { name }, { kind: "merge", body });
  }
}
