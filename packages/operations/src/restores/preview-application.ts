import { judgeArtefact, judgeCounts, judgePhase, notServed } from "@holdfast/domain";
import type { BackupSet, Check, ClaimName, RestorableMember } from "@holdfast/domain";
import { isClusterScoped, placeObjects, referenceTo } from "../applications/place-objects.ts";
import { judgeReleaseHere } from "../compatibility/judge-release-here.ts";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { checkGround } from "./check-ground.ts";
import { checked } from "./check-of-fault.ts";
import { checkOfJudgement } from "./check-of-judgement.ts";
import { checkRepositories } from "./check-repositories.ts";
import { checkVolumes } from "./check-volumes.ts";
import { collectContents } from "./collect-contents.ts";
import type { MemberContents } from "./collect-contents.ts";
import { findBasis } from "./find-basis.ts";
import type { RestoreBasis } from "./find-basis.ts";
import { installedChange } from "./installed-change.ts";
import type { InstalledChange } from "./installed-change.ts";
import { definedKindsOf, webhooksOf } from "./make-plan.ts";
import type { PlanBasis } from "./make-plan.ts";
import { previewChanges } from "./preview-changes.ts";
import type { PreviewedPlan } from "./preview-changes.ts";
import { readArtefacts } from "./read-artefacts.ts";
import type { MemberArtefacts } from "./read-artefacts.ts";
import type { RestoreInput } from "./restore-input.ts";
import type { ApplicationPreview } from "./restore-preview.ts";
import type { RestoreRequest } from "./restore-request.ts";

export interface ApplicationQuestion {
  readonly velero: VeleroInstallation;
  readonly set: BackupSet;
  readonly member: RestorableMember;
  readonly request: RestoreRequest;
}

export interface CheckedApplication {
  readonly checks: readonly Check[];
  /** Absent when a check refuses before anything could be planned. */
  readonly application?: ApplicationPreview;
}

/** Reads one member, looks at what is in the cluster, and says what a restore would do. Changes nothing. */
export async function previewApplication(context: Context, question: ApplicationQuestion): Promise<CheckedApplication> {
  const { velero, set, member } = question;
  const subject = member.backup.name;
  context.report({ message: `Reading the backup of ${member.slug}` });
  const readAt = new Date(context.clock.now()).toISOString();
  const { visit, contents } = collectContents();
  // A PartiallyFailed one is planned all the same: whoever may restore it wants to see what it would do.
  const wanted = { set: set.name, slug: member.slug, allowPartiallyFailed: true };
  const [artefacts, basis] = await Promise.all([
    readArtefacts(context, { veleroNamespace: velero.namespace, backup: subject }),
    checked(subject, () => findBasis(context, wanted, { velero, set, visit })),
  ]);
  const early = [...checkPhase(question, artefacts), ...artefacts.readings.map(judgeArtefact)];
  if ("refused" in basis) return { checks: [...early, basis.refused] };
  const counted = judgeCounts({
    member: subject,
    inTarball: basis.value.held.length,
    listed: artefacts.listed,
    counted: member.backup.itemsDone,
    failed: member.backup.stage === "completed" ? 0 : (artefacts.results?.errors.length ?? 0),
  });
  const planned = await planApplication(context, { ...question, basis: basis.value, contents, readAt });
  return { ...planned, checks: [...early, counted, ...planned.checks] };
}

function checkPhase({ member, request }: ApplicationQuestion, { results }: MemberArtefacts): readonly Check[] {
  const { name, phase, stage } = member.backup;
  const check = judgePhase({
    member: name,
    phase,
    isComplete: stage === "completed",
    allowPartiallyFailed: request.allowPartiallyFailed,
    missing: (results?.errors ?? []).map(({ message }) => message),
  });
  return [check];
}

interface ReadMember extends ApplicationQuestion {
  readonly basis: RestoreBasis;
  readonly contents: MemberContents;
  readonly readAt: string;
}

async function planApplication(context: Context, read: ReadMember): Promise<CheckedApplication> {
  const { member, basis, contents, velero, readAt } = read;
  const { slug } = member;
  context.report({ message: `Comparing ${slug} with its backup` });
  const backup = { set: member.set.name, name: member.backup.name, uid: member.backup.uid };
  const { namespaces } = basis.application;
  const { covered, filters, rendered, records } = basis;
  const planning = await checked(slug, async () => {
    const placed = (await placeObjects(context, rendered)).filter(isClusterScoped).map(referenceTo);
    const question: PlanBasis = {
      backup,
      slug,
      namespaces,
      covered,
      filters,
      webhooks: webhooksOf(rendered),
      definedKinds: definedKindsOf(rendered),
    };
    return {
      question,
      made: await previewChanges(context, question, { contents, clusterScoped: placed }),
      installed: await installedChange(context, slug, records),
      limits: await judgeReleaseHere(context, rendered.metadata, "restore"),
    };
  });
  if ("refused" in planning) return { checks: [planning.refused] };
  const { made, installed, limits, question } = planning.value;
  const { marked: _marked, unserved: _unserved, ...plan } = made;
  const checks = [
    releaseCheck(slug, installed),
    ...limits.map((one) => checkOfJudgement(slug, one)),
    ...(await checkMember(context, read, made)),
  ];
  const version = {
    ...(member.sequence === undefined ? {} : { sequence: member.sequence }),
    ...(member.versionLabel === undefined ? {} : { versionLabel: member.versionLabel }),
  };
  const input: RestoreInput = {
    set: backup.set,
    slug,
    backup: backup.name,
    backupUid: backup.uid,
    veleroNamespace: velero.namespace,
    namespaces,
    planHash: plan.hash,
    ...version,
    ...(read.request.allowPartiallyFailed ? { allowPartiallyFailed: true as const } : {}),
  };
  const backedUpAt = member.backup.startedAt ?? member.backup.createdAt;
  return { checks, application: { ...plan, slug, backedUpAt, ...version, installed, input, readAt, basis: question } };
}

/** It was rendered as it will be applied. */
function releaseCheck(subject: string, { version, license }: InstalledChange): Check {
  const release = `Its release ${version.backup.versionLabel} (sequence ${version.backup.sequence}) is read and rendered`;
  const paper =
    license.backup === undefined ? "the backup holds no license" : `its license is issue ${license.backup.issue}`;
  return { code: "release-unreadable", subject, result: "passed", message: `${release}; ${paper}` };
}

async function checkMember(
  context: Context,
  { velero, member, basis, contents }: ReadMember,
  made: PreviewedPlan,
): Promise<readonly Check[]> {
  const subject = member.slug;
  const { namespaces } = basis.application;
  const present = presentClaims(made);
  const repositories = {
    member: member.backup.name,
    veleroNamespace: velero.namespace,
    destination: member.backup.destination ?? "",
    volumes: basis.volumes,
  };
  const isPresent = (claim: ClaimName): boolean =>
    present.some(({ namespace, name }) => namespace === claim.namespace && name === claim.name);
  const anew = made.changes.claims.map(({ namespace = "", name }) => `${namespace}/${name}`);
  const claims = contents.claims
    .filter(({ namespace, name }) => anew.includes(`${namespace}/${name}`))
    .map((claim) => ({ ...claim, isNew: !isPresent(claim) }));
  const question = {
    subject,
    velero,
    contents,
    claims,
    filled: basis.covered.length,
    namespaces,
    deleted: made.marked,
  };
  const [opened, ground] = await Promise.all([
    checkRepositories(context, repositories),
    checkGround(context, question),
  ]);
  const volumes = checkVolumes({
    member: member.backup.name,
    volumes: basis.volumes,
    pods: contents.pods,
    namespaces,
    present,
  });
  return [...volumes, ...opened, ...ground, ...notServed(subject, made.unserved)];
}

function presentClaims({ plan }: PreviewedPlan): readonly ClaimName[] {
  const kept = plan.keeps.filter(({ kind }) => kind === "PersistentVolumeClaim");
  return [...plan.wipes, ...kept].map(({ namespace = "", name }) => ({ namespace, name }));
}
