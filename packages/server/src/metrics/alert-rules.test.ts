import { readFile } from "node:fs/promises";
import { parser } from "@prometheus-io/lezer-promql";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { followerOf, sampleFacts } from "../../test-support/status-of.ts";
import { createMetrics } from "../metrics.ts";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const file = new URL("../../../../deploy/alerts/holdfast.rules.yaml", import.meta.url);
const document = parse(await readFile(file, "utf8")) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = document.groups.flatMap((group) => group.rules);

/** Name of each metric that the server tells, with its labels. */
let told: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  const text = await createMetrics({
    reading: {
      veleroNamespace: () => "velero",
      sets: () => ({
        sets: sampleFacts.sets.kind === "known" ? sampleFacts.sets.value : [],
        bytes: new Map(),
        version: 1,
      }),
      operations: () => [],
      ready: Promise.resolve(),
      missing: () => [],
      ended: Promise.resolve(),
    },
    status: followerOf(sampleFacts),
    hub: { publish: () => undefined, subscribe: () => neverChanges(), subscribers: () => 0 },
    isLeader: () => true,
  }).text();
  told = labelsByMetric(text);
});

async function* neverChanges(): AsyncGenerator<never, void> {
  // Nothing follows these changes.
}

/** Also of metrics without a sample now: their labels are not known then, and any is accepted. */
function labelsByMetric(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of text.split("\n")) {
    const declared = /^# TYPE (\S+)/.exec(line)?.[1];
    if (declared !== undefined) found.set(declared, new Set());
    const [, name = "", labels = ""] = /^([a-z_]+)(?:\{(.*)\})? /.exec(line) ?? [];
    for (const [, label = ""] of labels.matchAll(/([a-z_]+)="/g)) found.get(name)?.add(label);
  }
  return found;
}

interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** By the grammar of Prometheus itself: what it cannot read is an error node. */
function readExpression(expression: string) {
  const tree = parser.parse(expression);
  const errors: number[] = [];
  const selectors: Selector[] = [];
  tree.iterate({
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

describe("the shipped alert rules (weak point 27)", () => {
  it("have names of their own", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(5);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))("%s is a rule as Prometheus reads it", (_, rule) => {
    expect(Object.keys(rule).filter((key) => !["alert", "expr", "for", "labels", "annotations"].includes(key))).toEqual(
      [],
    );
    expect(rule.alert).toMatch(/^Holdfast[A-Za-z]+$/);
    expect(rule.for ?? "5m").toMatch(/^[1-9][0-9]*[smhd]$/);
    expect(rule.labels["severity"]).toMatch(/^(warning|critical)$/);
    expect(Object.keys(rule.annotations)).toEqual(["summary", "description"]);
    expect(readExpression(rule.expr).errors).toEqual([]);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    "%s asks for metrics and labels that are told",
    (_, rule) => {
      const { selectors } = readExpression(rule.expr);
      expect(selectors.length).toBeGreaterThan(0);
      for (const { metric, labels } of selectors) {
        const known = told.get(metric);
        expect([metric, known !== undefined]).toEqual([metric, true]);
        expect(labels.filter((label) => known !== undefined && known.size > 0 && !known.has(label))).toEqual([]);
      }
    },
  );

  it("a misspelt expression would be found", () => {
    expect(readExpression("max by (subject (holdfast_status) == 1").errors).not.toEqual([]);
  });

  it("every metric of Holdfast's own is named in the documentation", async () => {
    const text = await readFile(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
    const own = [...told.keys()].filter((name) => name.startsWith("holdfast_"));
    expect(own.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
