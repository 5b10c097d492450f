/** Kubernetes' selector on labels; an empty one selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

type Labels = Readonly<Record<string, string>>;

/** As Kubernetes: all requirements hold; NotIn also holds without the label. An unknown operator selects nothing. */
export function selectsLabels({ matchLabels, matchExpressions }: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => valueOf(labels, key) === value) &&
    (matchExpressions ?? []).every(({ key, operator, values }) => holds(operator, valueOf(labels, key), values ?? []))
  );
}

/** "constructor" is a legal label key, and must not be found on the prototype. */
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function holds(operator: string, value: string | undefined, values: readonly string[]): boolean {
  if (operator === "In") return value !== undefined && values.includes(value);
  if (operator === "NotIn") return value === undefined || !values.includes(value);
  if (operator === "Exists") return value !== undefined;
  return operator === "DoesNotExist" && value === undefined;
}
