import { Fault, parseDuration } from "@holdfast/domain";
import type { PolicyScope, Reach, RetentionRules } from "@holdfast/domain";
import type { CommandInput } from "./command.ts";

export const ruleOptions = [
  ["--keep-for <time>", "each backup for this time: 12h, 30d, 8w, 6mo (30 days each), 2y (365 days each), at most 10y"],
  ["--keep-last <n>", "the newest n good ones"],
  ["--daily <n>", "the newest good one of each of the last n days that have one"],
  ["--weekly <n>", "the same of weeks, which begin on Monday"],
  ["--monthly <n>", "the same of months"],
  ["--yearly <n>", "the same of years"],
] as const;

/** The rules that were given; undefined when there are none. Faults: invalid-argument. */
export function givenRules(input: CommandInput): RetentionRules | undefined {
  const keepFor = input.text("keep-for");
  const counted = {
    keepLast: input.count("keep-last"),
    daily: input.count("daily"),
    weekly: input.count("weekly"),
    monthly: input.count("monthly"),
    yearly: input.count("yearly"),
  };
  const rules: RetentionRules = {
    ...(keepFor === undefined ? {} : { keepForHours: parseDuration(keepFor) }),
    ...Object.fromEntries(Object.entries(counted).filter(([, value]) => value !== undefined)),
  };
  const none = Object.keys(rules).length === 0;
  if (!input.flag("everything")) return none ? undefined : rules;
  if (none) return {};
  throw new Fault("invalid-argument", "--everything keeps every backup, so that no other rule has a meaning.", {
    remedy: "Leave out --everything, or the rules.",
  });
}

export function givenScope(input: CommandInput): PolicyScope {
  const slug = input.text("app");
  return slug === undefined ? { kind: "instance" } : { kind: "application", slug };
}

/** Faults: invalid-argument when both are given. */
export function givenReach(input: CommandInput): Reach | undefined {
  const [existing, newOnly] = [input.flag("existing"), input.flag("new-only")];
  if (existing && newOnly) {
    throw new Fault("invalid-argument", "--existing and --new-only exclude each other.", {
      remedy: "Give --existing to apply the rules to the backups that exist, too, or --new-only.",
    });
  }
  if (existing) return "existing";
  return newOnly ? "new-only" : undefined;
}
