/** One requirement of a label selector; all must hold. */
export type LabelRequirement =
  | { readonly kind: "in" | "notIn"; readonly key: string; readonly values: readonly string[] }
  | { readonly kind: "exists" | "doesNotExist"; readonly key: string };

/** metav1.LabelSelector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}

type Labels = Readonly<Record<string, string>>;

const setPattern = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const equalityPattern = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/;
const keyPattern = /^(!?)\s*([^\s=!,()]+)$/;

/** Parses "a=b,c!=d,e in (x,y),f notin (z),g,!h". Throws for anything else. An empty selector requires nothing. */
export function parseLabelSelector(selector: string): readonly LabelRequirement[] {
  return splitOutsideBrackets(selector).map(parseRequirement);
}

function splitOutsideBrackets(selector: string): readonly string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function parseRequirement(text: string): LabelRequirement {
  const [, setKey, operator, list] = setPattern.exec(text) ?? [];
  if (setKey !== undefined && list !== undefined) {
    const values = list.split(",").map((value) => value.trim());
    return { kind: operator === "in" ? "in" : "notIn", key: setKey, values };
  }
  const [, key, sign, value] = equalityPattern.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { kind: sign === "!=" ? "notIn" : "in", key, values: [value] };
  const [, negation, bareKey] = keyPattern.exec(text) ?? [];
  if (bareKey === undefined) throw new Error(`"${text}" is not a requirement of a label selector`);
  return { kind: negation === "!" ? "doesNotExist" : "exists", key: bareKey };
}

/** As Kubernetes: "notIn" also holds for objects without the key. */
export function matchesLabelSelector(selector: string, labels: Labels | undefined): boolean {
  return parseLabelSelector(selector).every((requirement) => holds(requirement, labels ?? {}));
}

function holds(requirement: LabelRequirement, labels: Labels): boolean {
  // "constructor" is a legal label key, and must not be found on the prototype.
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.kind) {
    case "in":
      return value !== undefined && requirement.values.includes(value);
    case "notIn":
      return value === undefined || !requirement.values.includes(value);
    case "exists":
      return value !== undefined;
    case "doesNotExist":
      return value === undefined;
  }
}

/** The query form of a selector as it stands in objects. */
export function formatLabelSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equalities = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    switch (operator) {
      case "In":
        return `${key} in (${values.join(",")})`;
      case "NotIn":
        return `${key} notin (${values.join(",")})`;
      case "Exists":
        return key;
      case "DoesNotExist":
        return `!${key}`;
    }
  });
  return [...equalities, ...expressions].join(",");
}
