import { notable } from "@holdfast/domain";
import { formatReference } from "@holdfast/operations";
import type { Deployed } from "@holdfast/operations";
import { judgementLines } from "./judgement-text.ts";

/** What -o json and -o yaml print after install, upgrade, rollback and changes of config or license. */
export function viewDeployed({ application, applied, deleted, kept, judgements }: Deployed) {
  const { slug, title, namespaces, sequence, versionLabel } = application;
  return { slug, title, namespaces, sequence, versionLabel, applied, deleted, kept, judgements };
}

export function describeDeployed(view: ReturnType<typeof viewDeployed>, what: string): string {
  const { title, slug, versionLabel, sequence, namespaces, applied, deleted, kept, judgements } = view;
  return [
    `${title} (${slug}) ${what}: version ${versionLabel}, sequence ${sequence}, in ${namespaces.join(", ")}.`,
    `${applied} objects applied, ${deleted.length} deleted that are no longer part of the release.`,
    ...deleted.map((reference) => `  deleted ${formatReference(reference)}`),
    ...kept.map(({ reference, reason }) => `  kept ${formatReference(reference)}: ${reason}`),
    ...judgementLines(notable(judgements)),
  ].join("\n");
}
