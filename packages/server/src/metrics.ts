import { collectDefaultMetrics, Registry } from "prom-client";
import { addGauge, countBy } from "./metrics/gauge.ts";
import { addStatusMetrics } from "./metrics/status-metrics.ts";
import type { ChangeHub } from "./reading/change-hub.ts";
import type { ClusterReading } from "./reading/cluster-reading.ts";
import type { StatusFollower } from "./reading/follow-status.ts";

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

interface Measured {
  readonly reading: ClusterReading;
  readonly status: StatusFollower;
  readonly hub: ChangeHub;
  readonly isLeader: () => boolean;
}

/** Counted when they are asked for, from memory. docs/metrics.md names each. */
export function createMetrics({ reading, status, hub, isLeader }: Measured): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGauge(registry, {
    name: "holdfast_leader",
    help: "1 while this replica drives operations",
    labels: [],
    count: () => [[{}, isLeader() ? 1 : 0]],
  });
  addGauge(registry, {
    name: "holdfast_event_streams",
    help: "Pages that follow changes",
    labels: [],
    count: () => [[{}, hub.subscribers()]],
  });
  addGauge(registry, {
    name: "holdfast_operations",
    help: "Operation records by stage",
    labels: ["kind", "stage"],
    count: () => countBy(reading.operations().map(({ kind, state }) => ({ kind, stage: state.stage }))),
  });
  addGauge(registry, {
    name: "holdfast_backup_sets",
    help: "Backup sets by state and origin",
    labels: ["state", "origin"],
    count: () => countBy(setsOf(reading).map(({ state, origin }) => ({ state, origin }))),
  });
  addStatusMetrics(registry, status);
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

/** While Velero cannot be read there is nothing to count; `/readyz` says why. */
function setsOf(reading: ClusterReading) {
  try {
    return reading.sets().sets;
  } catch {
    return [];
  }
}
