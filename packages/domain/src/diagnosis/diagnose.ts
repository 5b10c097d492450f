import type { Evidence, Statement, StatementSource } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { storeRules } from "./rules/store-rules.ts";
import { volumeRules } from "./rules/volume-rules.ts";
import { workRules } from "./rules/work-rules.ts";

/** All rules in their order: a sentence belongs to the first rule that knows it. */
export const diagnosisRules: readonly Rule[] = [...workRules, ...storeRules, ...volumeRules];

/** How much of the evidence is quoted. */
const quotedStatements = 5;

/** What these mean when no rule knows them is not guessed, but said to be unknown. */
const troubleSources: readonly StatementSource[] = ["failure", "error", "volume", "location", "repository", "server"];

/** The causes that the evidence names, in the order of the rules; what no rule knows comes last, as unknown. */
export function diagnose(evidence: Evidence): readonly Finding[] {
  const byRule = new Map<Rule, Statement[]>();
  const unknown: Statement[] = [];
  for (const statement of evidence.statements) {
    const rule = diagnosisRules.find((one) => knows(one, statement));
    if (rule !== undefined) byRule.set(rule, [...(byRule.get(rule) ?? []), statement]);
    else if (troubleSources.includes(statement.source)) unknown.push(statement);
  }
  const known = diagnosisRules.flatMap((rule) => {
    const statements = byRule.get(rule);
    return statements === undefined ? [] : [findingOf(rule, statements, evidence)];
  });
  return unknown.length === 0 ? known : [...known, unknownFinding(unknown, evidence)];
}

function knows({ sources, pattern }: Rule, { source, text }: Statement): boolean {
  return sources.includes(source) && pattern.test(text);
}

function findingOf(rule: Rule, statements: readonly Statement[], { names, of }: Evidence): Finding {
  const { code, cause, safeToIgnore, ignoring } = rule;
  return { code, cause, evidence: quotes(statements), remedy: rule.remedy(names, of), safeToIgnore, ignoring };
}

function unknownFinding(statements: readonly Statement[], { names, of }: Evidence): Finding {
  const { veleroNamespace, deployment } = names;
  const log = of.kind === "backup" ? [`Velero's log of it: \`holdfast backup logs ${of.name}\`.`] : [];
  return {
    code: "unknown",
    cause: "No rule of Holdfast knows this. What was said first:",
    evidence: quotes(statements),
    remedy: [...log, `Velero's server: \`kubectl -n ${veleroNamespace} logs deployment/${deployment}\`.`],
    safeToIgnore: "unknown",
    ignoring: "It is not known.",
  };
}

function quotes(statements: readonly Statement[]): readonly string[] {
  const all = [...new Set(statements.map(({ where, text }) => `${where}: ${text.trim()}`))];
  const more = all.length - quotedStatements;
  return more <= 0 ? all : [...all.slice(0, quotedStatements), `and ${more} more like these`];
}
