import { readFile } from "node:fs/promises";
import { parser } from "@prometheus-io/lezer-promql";
import { parse } from "yaml";

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const file = new URL("../../../deploy/alerts/holdfast.rules.yaml", import.meta.url);

export async function readRules(): Promise<readonly Rule[]> {
  const document = parse(await readFile(file, "utf8")) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  };
  return document.groups.flatMap((group) => group.rules);
}

interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** By the grammar of Prometheus itself: what it cannot read is an error node. */
export function readExpression(expression: string) {
  const errors: number[] = [];
  const selectors: Selector[] = [];
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(node.from);
      if (node.name !== "VectorSelector") return;
      const text = expression.slice(node.from, node.to);
      const labels = [...text.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label);
      selectors.push({ metric: /^[a-z_]+/.exec(text)?.[0] ?? "", labels });
    },
  });
  return { errors, selectors };
}

/** The labels of each metric that a server tells; none are known of a metric that has no sample now. */
export type ToldMetrics = ReadonlyMap<string, ReadonlySet<string>>;

export function readExposition(text: string): ToldMetrics {
  const found = new Map<string, Set<string>>();
  for (const line of text.split("\n")) {
    const declared = /^# TYPE (\S+)/.exec(line)?.[1];
    if (declared !== undefined) found.set(declared, new Set());
    const [, name = "", labels = ""] = /^([a-z_]+)(?:\{(.*)\})? /.exec(line) ?? [];
    for (const [, label = ""] of labels.matchAll(/([a-z_]+)="/g)) found.get(name)?.add(label);
  }
  return found;
}

/** What the rule asks for and nobody tells, in words; empty when all is well. */
export function untoldIn(rule: Rule, told: ToldMetrics): readonly string[] {
  const { selectors } = readExpression(rule.expr);
  if (selectors.length === 0) return ["it asks for no metric"];
  return selectors.flatMap(({ metric, labels }) => {
    const known = told.get(metric);
    if (known === undefined) return [`the metric ${metric}`];
    return labels
      .filter((label) => known.size > 0 && !known.has(label))
      .map((label) => `the label ${label} of ${metric}`);
  });
}
