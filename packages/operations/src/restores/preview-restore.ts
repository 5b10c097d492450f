import { createHash } from "node:crypto";
import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import { lookForApplication } from "../applications/find-application.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findBasis } from "./find-basis.ts";
import { makePlan, webhooksOf } from "./make-plan.ts";
import type { RestoreInput } from "./restore-input.ts";
import type { ApplicationPreview, RestorePreview, SafetyPreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

/**
 * Checks everything that a restore needs and plans it; changes nothing. Faults: backup-not-found,
 * backup-of-another-application, backup-not-completed, backup-damaged, artefact-unreadable, velero-not-ready,
 * node-agent-missing, destination-unavailable, namespace-taken, untrusted-key, volumes-not-covered.
 */
export async function previewRestore(context: Context, request: RestoreRequest): Promise<RestorePreview> {
  const set = await findBackupSet(context, request.set);
  const slugs = slugsOf(set, request);
  const applications: ApplicationPreview[] = [];
  // One after the other: each reads a tarball.
  for (const slug of slugs) applications.push(await previewApplication(context, set.name, slug));
  const { scope, instance } = set;
  return {
    request,
    hash: hashOf(set, request, applications),
    backup: { set: set.name, scope, startedAt: startOf(set), ...(instance === undefined ? {} : { instance }) },
    checks: [],
    applications,
    safety: await previewSafety(context, request, slugs),
  };
}

/** The applications that a restore of this scope brings back. */
function slugsOf(set: BackupSet, { scope }: RestoreRequest): readonly string[] {
  switch (scope.kind) {
    case "applications":
      if (scope.slugs.length > 0) return [...new Set(scope.slugs)];
      throw new Fault("invalid-argument", "No application is named.", {
        remedy: "Name at least one with --app SLUG; `holdfast backup show` says which ones the backup holds.",
      });
    case "full":
      return set.members.flatMap(({ part }) => (part.kind === "application" ? part.slug : []));
    case "console":
      return [];
  }
}

function startOf({ members, createdAt }: BackupSet): string {
  const starts = members.flatMap(({ backup }) => (backup === undefined ? [] : (backup.startedAt ?? backup.createdAt)));
  return [...starts].sort((one, other) => Date.parse(one) - Date.parse(other))[0] ?? createdAt;
}

async function previewApplication(context: Context, setName: string, slug: string): Promise<ApplicationPreview> {
  const { member, velero, application, covered, filters, rendered } = await findBasis(context, setName, slug);
  const backup = { set: member.set.name, name: member.backup.name, uid: member.backup.uid };
  const { namespaces } = application;
  const webhooks = webhooksOf(rendered);
  const made = await makePlan(context, { backup, slug, namespaces, covered, filters, webhooks });
  const { sequence, versionLabel } = member;
  const version = {
    ...(sequence === undefined ? {} : { sequence }),
    ...(versionLabel === undefined ? {} : { versionLabel }),
  };
  const input: RestoreInput = {
    set: member.set.name,
    slug,
    backup: backup.name,
    backupUid: backup.uid,
    veleroNamespace: velero.namespace,
    namespaces,
    planHash: made.hash,
    ...version,
  };
  return { ...made, slug, backedUpAt: member.backup.startedAt ?? member.backup.createdAt, ...version, input };
}

/** What a person accepts is no decision of the plan: the plan that asks for it and the one that has it are the same. */
function hashOf(
  set: BackupSet,
  { scope, safety, allowPartiallyFailed }: RestoreRequest,
  applications: readonly ApplicationPreview[],
): string {
  const decided = [
    set.name,
    scope.kind,
    safety,
    allowPartiallyFailed,
    applications.map(({ slug, hash }) => [slug, hash]),
  ];
  return createHash("sha256").update(JSON.stringify(decided)).digest("hex");
}

async function previewSafety(
  context: Context,
  { safety }: RestoreRequest,
  slugs: readonly string[],
): Promise<SafetyPreview> {
  if (!safety) return { kind: "declined" };
  const found = await Promise.all(slugs.map((slug) => lookForApplication(context, slug)));
  const applications = slugs.filter((_slug, index) => found[index] !== undefined);
  return applications.length === 0 ? { kind: "nothing-there" } : { kind: "taken", applications };
}
