import type { RenderedRelease } from "@holdfast/domain";

/** A release as it stands in a copy: every namespace is the copy's. */
export function movedRelease(rendered: RenderedRelease, mapping: Readonly<Record<string, string>>): RenderedRelease {
  const to = (namespace: string): string => mapping[namespace] ?? namespace;
  const { description, namespaces, objects } = rendered;
  return {
    ...rendered,
    namespaces: [...new Set(namespaces.map(to))],
    description: {
      ...description,
      additionalNamespaces: description.additionalNamespaces.map(to),
      statusInformers: description.statusInformers.map((informer) =>
        informer.namespace === undefined ? informer : { ...informer, namespace: to(informer.namespace) },
      ),
    },
    objects: objects.map((one) => {
      const { namespace } = one.object.metadata;
      if (namespace === undefined) return one;
      return { ...one, object: { ...one.object, metadata: { ...one.object.metadata, namespace: to(namespace) } } };
    }),
  };
}
