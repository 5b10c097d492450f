import type { FirstRun } from "./first-run.ts";
import { describeConsole } from "./parts/console.ts";

export interface DonePart {
  readonly title: string;
  readonly outcome: string;
  readonly seconds: number;
}

export async function describeEnd(run: FirstRun, parts: readonly DonePart[]): Promise<string> {
  const { sentence } = await run.ask<{ readonly sentence: string }>("status");
  return [
    partTable(parts),
    "",
    `Am I safe?    ${sentence}`,
    await describeConsole(run),
    `The cluster   export KUBECONFIG=${run.kubeconfig()}`,
    "Have a look   ./holdfast status, ./holdfast backup list, ./holdfast app list, ./holdfast operation list",
    "To remove everything: make down",
  ].join("\n");
}

/** What happened, and how long each part took. */
function partTable(parts: readonly DonePart[]): string {
  const rows = parts.map(({ title, outcome, seconds }) => [title, describeSeconds(seconds), outcome] as const);
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  const all = [...rows, ["All of it", describeSeconds(total), ""] as const];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(([title, time, outcome]) =>
      `${title.padEnd(widths[0] ?? 0)}  ${time.padStart(widths[1] ?? 0)}  ${outcome}`.trimEnd(),
    )
    .join("\n");
}

function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
