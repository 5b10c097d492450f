/** Fields of an object, by path, that name one of these namespaces in their text; metadata.namespace is not meant. */
export function namespaceMentions(object: object, namespaces: readonly string[]): readonly string[] {
  const { metadata: _metadata, status: _status, ...content } = object as Readonly<Record<string, unknown>>;
  const patterns = namespaces.map(mentionOf);
  return [...walk(content, [])]
    .filter(({ path, text }) => isNamespaceField(path, text, namespaces) || patterns.some((one) => one.test(text)))
    .map(({ path }) => path.join("."));
}

interface Text {
  readonly path: readonly string[];
  readonly text: string;
}

function* walk(value: unknown, path: readonly string[]): Generator<Text> {
  if (typeof value === "string") yield { path, text: value };
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* walk(inner, [...path, key]);
  }
}

/** Velero itself maps the namespaces of the subjects of role bindings. */
function isNamespaceField(path: readonly string[], text: string, namespaces: readonly string[]): boolean {
  return path.at(-1) === "namespace" && path[0] !== "subjects" && namespaces.includes(text);
}

/** A name of a Service in the cluster's DNS: service.namespace, service.namespace.svc, with a port or a path. */
function mentionOf(namespace: string): RegExp {
  const name = namespace.replaceAll("-", String.raw`\-`);
  return new RegExp(String.raw`(?:^|[^-.a-z0-9])[a-z](?:[-a-z0-9]*[a-z0-9])?\.${name}(?:\.svc\b|[:/]|$)`, "u");
}
