import { hookFailed } from "@holdfast/domain";
import type { HookRun } from "@holdfast/domain";
import type { KeptList, MemberReport, Report } from "./report.ts";

/** What a report may take of etcd. */
export const reportLimitBytes = 64 * 1024;

/** Tried one after the other, until the report is small enough. */
const measures = [
  { characters: 8192, items: 200 },
  { characters: 2048, items: 100 },
  { characters: 512, items: 40 },
  { characters: 200, items: 10 },
  { characters: 80, items: 2 },
  { characters: 80, items: 0 },
] as const;

interface Measure {
  readonly characters: number;
  readonly items: number;
}

/** The report within `reportLimitBytes`: outputs are cut first, then lists. What is cut is said to be. Of very many parts nothing is kept. */
export function boundReport(report: Report): Report {
  for (const measure of measures) {
    const bounded = { ...report, members: report.members.map((member) => boundMember(member, measure)) };
    if (Buffer.byteLength(JSON.stringify(bounded)) <= reportLimitBytes) return bounded;
  }
  return { ...report, members: [] };
}

function boundMember(member: MemberReport, measure: Measure): MemberReport {
  const cutEntry = <Entry extends { readonly message: string }>(entry: Entry): Entry => ({
    ...entry,
    message: cut(entry.message, measure.characters),
  });
  return {
    name: member.name,
    hooks: boundList(failedFirst(member.hooks, measure), measure, (run) => cutHook(run, measure.characters)),
    volumes: boundList(member.volumes, measure, (volume) => volume),
    warnings: boundList(member.warnings, measure, cutEntry),
    errors: boundList(member.errors, measure, cutEntry),
    findings: member.findings.slice(0, measure.items).map((finding) => ({
      ...finding,
      evidence: finding.evidence.slice(0, 3).map((text) => cut(text, measure.characters)),
    })),
  };
}

/** What is left out is what went well. */
function failedFirst(list: KeptList<HookRun>, { items }: Measure): KeptList<HookRun> {
  if (list.kind === "unknown" || list.items.length <= items) return list;
  const failed = list.items.filter(hookFailed);
  return { ...list, items: [...failed, ...list.items.filter((run) => !hookFailed(run))] };
}

function boundList<Item>(list: KeptList<Item>, { items }: Measure, bound: (item: Item) => Item): KeptList<Item> {
  if (list.kind === "unknown") return list;
  const kept = list.items.slice(0, items).map(bound);
  return { kind: "known", items: kept, omitted: list.omitted + list.items.length - kept.length };
}

function cutHook(run: HookRun, limit: number): HookRun {
  const { output, command } = run;
  const short = command === undefined ? run : { ...run, command: cut(command, limit) };
  switch (output.kind) {
    case "known":
      return { ...short, output: { ...output, stdout: cut(output.stdout, limit), stderr: cut(output.stderr, limit) } };
    case "merged":
      return { ...short, output: { ...output, text: cut(output.text, limit) } };
    case "missing":
      return short;
  }
}

/** The end is kept: that is where programs say what went wrong. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `(${text.length - limit} characters before this are left out) …${text.slice(-limit)}`;
}
