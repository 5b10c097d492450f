/** One line of a benchmark's report: a figure of ours, the peer's where there is one, and the limit to hold. */
export interface Result {
  readonly what: string;
  readonly unit: "ms" | "s" | "MiB" | "%" | "requests";
  readonly ours: number;
  /** The same work by the peer, in the same run. */
  readonly peer?: { readonly name: string; readonly figure: number };
  /** What docs/decisions and the README promise, in words. */
  readonly limit: string;
  readonly held: boolean;
}

export function resultLine(result: Result): string {
  const { what, unit, ours, peer, limit, held } = result;
  const ratio =
    peer === undefined ? "" : `, ${peer.name} ${round(peer.figure)} ${unit}, ratio ${round(ours / peer.figure)}`;
  return `${held ? "held  " : "MISSED"}  ${what}: ${round(ours)} ${unit}${ratio} (limit: ${limit})`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
