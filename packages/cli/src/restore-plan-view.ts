import type { ApplicationPreview, RestorePreview } from "@holdfast/operations";

/** The plan as JSON: everything that its text says, and every name. */
export function viewPlan({ request, hash, backup, checks, applications, console, ...rest }: RestorePreview) {
  return {
    hash,
    scope: request.scope,
    backup: { ...backup, ...(backup.scope === "full" ? {} : { notForDisasterRecovery: true }) },
    checks,
    applications: applications.map(viewApplication),
    ...(console === undefined ? {} : { console }),
    ...rest,
  };
}

function viewApplication({ slug, backedUpAt, plan, covered, changes, installed }: ApplicationPreview) {
  return {
    slug,
    backedUpAt,
    namespaces: plan.namespaces,
    ...installed,
    ...changes,
    kept: plan.keeps,
    deletions: plan.deletions,
    volumes: covered,
  };
}
