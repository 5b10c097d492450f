import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ChangeHub } from "./reading/change-hub.ts";
import type { ClusterReading } from "./reading/cluster-reading.ts";

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

interface Measured {
  readonly reading: ClusterReading;
  readonly hub: ChangeHub;
  readonly isLeader: () => boolean;
}

/** Counted when they are asked for, from memory. */
export function createMetrics({ reading, hub, isLeader }: Measured): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(registry, "holdfast_leader", "1 while this replica drives operations", () => [[{}, isLeader() ? 1 : 0]]);
  gauge(registry, "holdfast_event_streams", "Pages that follow changes", () => [[{}, hub.subscribers()]]);
  gauge(registry, "holdfast_operations", "Operation records by stage", () =>
    countBy(reading.operations().map(({ kind, state }) => ({ kind, stage: state.stage }))),
  );
  gauge(registry, "holdfast_backup_sets", "Backup sets by state and origin", () =>
    countBy(setsOf(reading).map(({ state, origin }) => ({ state, origin }))),
  );
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

type Labels = Readonly<Record<string, string>>;
type Count = readonly [Labels, number];

function gauge(registry: Registry, name: string, help: string, count: () => readonly Count[]): void {
  const labelNames = ["kind", "stage", "state", "origin"];
  const made: Gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      made.reset();
      for (const [labels, value] of count()) made.set(labels, value);
    },
  });
}

function countBy(labels: readonly Labels[]): readonly Count[] {
  const counts = new Map<string, number>();
  for (const one of labels) counts.set(JSON.stringify(one), (counts.get(JSON.stringify(one)) ?? 0) + 1);
  return [...counts].map(([key, value]) => [JSON.parse(key) as Labels, value]);
}

/** While Velero cannot be read there is nothing to count; `/readyz` says why. */
function setsOf(reading: ClusterReading) {
  try {
    return reading.sets().sets;
  } catch {
    return [];
  }
}
