import { readFileSync } from "node:fs";

/** A pid alone may be reused; with its start time it names one process of this boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
}

/** Undefined when there is no such process, or only its remains that nobody has waited for. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  const { state, startTicks } = parseStat(stat);
  return state === "Z" || state === "X" ? undefined : { pid, startTicks };
}

export function isAlive(process: ProcessIdentity): boolean {
  return identifyProcess(process.pid)?.startTicks === process.startTicks;
}

/** The program's name, in parentheses, may itself hold spaces and parentheses. */
export function parseStat(stat: string): { readonly state: string; readonly startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Fields 3 and 22 of proc(5); the first two were cut off.
  return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
}
