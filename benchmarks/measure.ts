/** Figures of repeated runs, and the comparison of two alternating ones. */
import { spawn } from "node:child_process";

export interface Figures {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

export function figures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { minimum: at(0), median: at(0.5), maximum: at(1) };
}

/** The p-th percentile, 0 < p ≤ 100, by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((p / 100) * sorted.length) - 1] ?? Number.NaN;
}

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Ours and the peer's in turns, so that a noisy machine is noisy for both. The first turn warms up and is dropped. */
export async function inTurns(
  turns: number,
  ours: (turn: number) => Promise<unknown>,
  peer: (turn: number) => Promise<unknown>,
): Promise<{ readonly ours: readonly number[]; readonly peer: readonly number[] }> {
  const measured = { ours: [] as number[], peer: [] as number[] };
  for (let turn = 0; turn <= turns; turn++) {
    const one = await milliseconds(() => ours(turn));
    const other = await milliseconds(() => peer(turn));
    if (turn === 0) continue;
    measured.ours.push(one);
    measured.peer.push(other);
  }
  return measured;
}

/** Runs a program to its end; throws with its standard error when it fails. */
export async function execute(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(program, [...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let problems = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (problems += text));
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${problems}`);
  return output;
}
