import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { readExposition, readExpression, readRules, untoldIn } from "../../test-support/alert-rules.ts";
import type { ToldMetrics } from "../../test-support/alert-rules.ts";
import { followerOf, sampleFacts } from "../../test-support/status-of.ts";
import { createMetrics } from "../metrics.ts";
import { createChangeHub } from "../reading/change-hub.ts";

const rules = await readRules();
const named = rules.map((rule) => [rule.alert, rule] as const);

let told: ToldMetrics;

beforeAll(async () => {
  const sets = sampleFacts.sets.kind === "known" ? sampleFacts.sets.value : [];
  const metrics = createMetrics({
    reading: {
      veleroNamespace: () => "velero",
      sets: () => ({ sets, bytes: new Map(), version: 1 }),
      operations: () => [],
      ready: Promise.resolve(),
      missing: () => [],
      ended: Promise.resolve(),
    },
    status: followerOf(sampleFacts),
    hub: createChangeHub(() => Promise.resolve()),
    isLeader: () => true,
  });
  told = readExposition(await metrics.text());
});

describe("the shipped alert rules (weak point 27)", () => {
  it("have names of their own", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(5);
  });

  it.each(named)("%s is a rule as Prometheus reads it", (_, { alert, expr, for: wait = "5m", labels, ...rest }) => {
    expect(Object.keys(rest)).toEqual(["annotations"]);
    expect(alert).toMatch(/^Holdfast[A-Za-z]+$/);
    expect(wait).toMatch(/^[1-9][0-9]*[smhd]$/);
    expect(labels["severity"]).toMatch(/^(warning|critical)$/);
    expect(Object.keys(rest.annotations)).toEqual(["summary", "description"]);
    expect(readExpression(expr).errors).toEqual([]);
  });

  it.each(named)("%s asks for metrics and labels that are told", (_, rule) => {
    expect(untoldIn(rule, told)).toEqual([]);
  });

  it("ask about the loss of the cluster for each application, and after a kit of which nobody knows", () => {
    const loss = rules.find(({ alert }) => alert === "HoldfastClusterLossNotCovered");
    expect(readExpression(loss?.expr ?? "").selectors).toEqual([
      { metric: "holdfast_protection_state", labels: ["loss", "state"] },
    ]);
    expect(loss?.expr).toContain("by (subject, application)");
    const states = ["exported", "outdated", "missing", "unknown"];
    const kit = rules.filter(({ expr }) => expr.includes("holdfast_recovery_kit")).map(({ expr }) => expr);
    expect(states.filter((state) => !kit.some((expr) => expr.includes(state)))).toEqual(["exported"]);
  });

  it("a misspelt expression, metric or label would be found", () => {
    const [rule] = rules;
    if (rule === undefined) throw new Error("there is no rule");
    expect(readExpression("max by (subject (holdfast_status) == 1").errors).not.toEqual([]);
    expect(untoldIn({ ...rule, expr: 'holdfast_statos{level="safe"} == 1' }, told)).toEqual([
      "the metric holdfast_statos",
    ]);
    expect(untoldIn({ ...rule, expr: 'holdfast_status{lever="safe"} == 1' }, told)).toHaveLength(1);
  });
});

it("every metric of Holdfast's own is named in the documentation", async () => {
  const text = await readFile(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
  const own = [...told.keys()].filter((name) => name.startsWith("holdfast_"));
  expect(own.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
