import { Gauge } from "prom-client";
import type { Registry } from "prom-client";

type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [Labels, number];

export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly count: () => readonly Sample[];
}

/** A gauge whose samples are made anew each time it is read: what is not there any more is not told any more. */
export function addGauge(registry: Registry, { name, help, labels, count }: GaugeSpec): void {
  const made: Gauge = new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      made.reset();
      for (const [of, value] of count()) made.set(of, value);
    },
  });
}

export function countBy(labels: readonly Labels[]): readonly Sample[] {
  const counts = new Map<string, number>();
  for (const one of labels) counts.set(JSON.stringify(one), (counts.get(JSON.stringify(one)) ?? 0) + 1);
  return [...counts].map(([key, value]) => [JSON.parse(key) as Labels, value]);
}
