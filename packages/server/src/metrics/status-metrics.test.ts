import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import type { RiskFacts } from "@holdfast/domain";
import { followerOf, judgedAt, sampleFacts } from "../../test-support/status-of.ts";
import { addStatusMetrics } from "./status-metrics.ts";

async function samples(change: Partial<RiskFacts> = {}): Promise<readonly string[]> {
  const registry = new Registry();
  addStatusMetrics(registry, followerOf({ ...sampleFacts, ...change }));
  return (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe("the metrics of the status", () => {
  it("tell age, limit and last good backup of each application and of full backups", async () => {
    const lines = await samples();
    const begun = Date.parse("2026-06-15T10:00:00Z") / 1000;
    expect(lines).toEqual(
      expect.arrayContaining([
        'holdfast_data_at_risk_seconds{subject="application",application="guestbook",loss="mistake"} 7200',
        'holdfast_data_at_risk_seconds{subject="application",application="guestbook",loss="cluster"} 7200',
        'holdfast_data_at_risk_seconds{subject="instance",application="",loss="cluster"} 7200',
        'holdfast_data_at_risk_limit_seconds{subject="application",application="guestbook"} 21600',
        `holdfast_last_good_backup_timestamp_seconds{subject="application",application="guestbook",loss="mistake"} ${begun}`,
        'holdfast_status{level="never"} 1',
        'holdfast_schedule_missed_runs{schedule="daily"} 3',
        'holdfast_destination_available{destination="outside",place="outside"} 1',
        'holdfast_recovery_kit{state="missing"} 1',
        `holdfast_status_read_timestamp_seconds ${judgedAt / 1000}`,
      ]),
    );
  });

  it("say that everything is at risk where there is no good backup", async () => {
    const lines = await samples();
    expect(lines).toContain(
      'holdfast_data_at_risk_seconds{subject="application",application="notes",loss="mistake"} +Inf',
    );
    expect(lines.join("\n")).not.toContain('timestamp_seconds{subject="application",application="notes"');
  });

  it("say nothing of what is not known, except that it is not", async () => {
    const lines = await samples({ sets: { kind: "unknown", reason: "no rights" } });
    expect(lines.filter((line) => line.startsWith("holdfast_data_at_risk_seconds"))).toEqual([]);
    expect(lines).toContain(
      'holdfast_protection_state{subject="application",application="notes",loss="mistake",state="unknown"} 1',
    );
  });

  it("end with what they were of: an application that is gone leaves no old number", async () => {
    const registry = new Registry();
    let facts = sampleFacts;
    const follower = { ...followerOf(facts), facts: () => facts, status: () => followerOf(facts).status() };
    addStatusMetrics(registry, follower);
    expect(await registry.metrics()).toContain('application="notes"');
    const applications = sampleFacts.applications.kind === "known" ? sampleFacts.applications.value.slice(0, 1) : [];
    facts = { ...sampleFacts, applications: { kind: "known", value: applications } };
    await new Promise((resolve) => setImmediate(resolve));
    expect(await registry.metrics()).not.toContain('application="notes"');
  });
});
