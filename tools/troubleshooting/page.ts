/** The text of docs/troubleshooting.md, made from the rules of the diagnosis. */
import { diagnosisRules } from "../../packages/domain/src/index.ts";
import type { DiagnosisNames } from "../../packages/domain/src/index.ts";

type Rule = (typeof diagnosisRules)[number];

const names: DiagnosisNames = {
  veleroNamespace: "velero",
  deployment: "velero",
  nodeAgent: "node-agent",
  location: "LOCATION",
};

export function troubleshooting(): string {
  return [introduction, ...diagnosisRules.map(section), ending].join("\n");
}

const introduction = `# Troubleshooting

Made from the rules of the diagnosis by \`npm run troubleshooting\`; a test holds it true.

\`holdfast diagnose\` says what is wrong with Velero and the destinations now and with the last backups and restores that
failed, \`holdfast diagnose NAME\` what was wrong with one of them. \`holdfast backup show\` and \`holdfast restore show\` say
the same. Each cause comes with what was seen, what to do, and whether it can be ignored.
`;

const ending = `## Anything else

What no rule knows is said to be unknown, with the first things that Velero said. Nothing is guessed. Velero's own log of a
backup: \`holdfast backup logs NAME\`; of its server: \`kubectl -n velero logs deployment/velero\`.
`;

function section(rule: Rule): string {
  const remedy = rule.remedy(names, { kind: "backup", name: "NAME" });
  return [
    `## ${rule.code}`,
    "",
    rule.cause,
    "",
    ...remedy.map((line) => `- ${line}`),
    "",
    `Safe to ignore: ${rule.safeToIgnore}. ${rule.ignoring}`,
    "",
    `Known by \`${rule.pattern.source.replaceAll("\\/", "/")}\` in: ${rule.sources.join(", ")}.`,
    "",
  ].join("\n");
}
