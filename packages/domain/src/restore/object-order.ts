interface Named {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** By kind, namespace and name. */
export function compareNames(one: Named, other: Named): number {
  const [first, second] = [textOf(one), textOf(other)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function textOf({ kind, namespace = "", name }: Named): string {
  return `${kind}/${namespace}/${name}`;
}
