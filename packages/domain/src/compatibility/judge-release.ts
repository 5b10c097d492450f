import { compareVersions } from "../recovery/compare-versions.ts";
import type { Judgement } from "./judgement.ts";
import { compareMinor, type Version } from "./version.ts";

/** What a vendor says in holdfast.yaml of where a release runs; what is absent is not limited. */
export interface ReleaseLimits {
  readonly kubernetes?: { readonly from?: string; readonly to?: string };
  readonly holdfast?: { readonly from: string };
}

export interface ReleaseQuestion {
  readonly slug: string;
  readonly versionLabel: string;
  readonly limits: ReleaseLimits;
  readonly kubernetes: string;
  /** Of the program that asks. */
  readonly holdfast: string;
  /** A restore brings back what has run once: outside of the limits a person may accept it. */
  readonly purpose: "deploy" | "restore";
}

const source = "the vendor's holdfast.yaml";

/** May this release run here? Only what the vendor has said something about is answered. */
export function judgeRelease(question: ReleaseQuestion): readonly Judgement[] {
  return [...judgeItsKubernetes(question), ...judgeItsHoldfast(question)];
}

function judgeItsKubernetes(question: ReleaseQuestion): readonly Judgement[] {
  const { limits, kubernetes } = question;
  const here = parseMinor(kubernetes);
  const { from, to } = limits.kubernetes ?? {};
  const [oldest, newest] = [from, to].map((text) => (text === undefined ? undefined : parseMinor(text)));
  if (here === undefined || (oldest === undefined && newest === undefined)) return [];
  const code = "release-kubernetes";
  const stated = `Its vendor states Kubernetes ${from ?? "of any age"} to ${to ?? "any newer one"}`;
  const named = `${question.slug} ${question.versionLabel}`;
  if (oldest !== undefined && compareMinor(here, oldest) < 0) {
    return [
      {
        code,
        answer: tooOld(question),
        message: `${named} does not run on Kubernetes ${kubernetes}`,
        reason: stated,
        source,
        remedy: `Have the cluster upgraded to Kubernetes ${from ?? ""} or newer, or take a release of the vendor that runs on ${kubernetes}`,
      },
    ];
  }
  if (newest !== undefined && compareMinor(here, newest) > 0) {
    return [
      {
        code,
        answer: "untested",
        message: `${named} is not tested on Kubernetes ${kubernetes}`,
        reason: stated,
        source,
        remedy: "It is used; ask the vendor whether a newer release is",
      },
    ];
  }
  return [{ code, answer: "tested", message: `${named} runs on Kubernetes ${kubernetes}`, reason: stated, source }];
}

function judgeItsHoldfast(question: ReleaseQuestion): readonly Judgement[] {
  const { slug, versionLabel, limits, holdfast } = question;
  const from = limits.holdfast?.from;
  if (from === undefined || compareVersions(holdfast, from) >= 0) return [];
  return [
    {
      code: "release-holdfast",
      answer: tooOld(question),
      message: `${slug} ${versionLabel} needs Holdfast ${from} or newer; this is ${holdfast}`,
      reason: "Its vendor states it",
      source,
      remedy: `Install Holdfast ${from} or newer (\`holdfast install\` with its program)`,
    },
  ];
}

function tooOld({ purpose }: ReleaseQuestion): "known-broken" | "needs-acceptance" {
  return purpose === "deploy" ? "known-broken" : "needs-acceptance";
}

/** "1.28", "v1.28.3" or "1.28.3-eks-1": the minor version counts. */
function parseMinor(text: string): Version | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:[.+-].*)?$/u.exec(text) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), patch: 0, suffix: "" };
}

export function isMinorVersion(text: string): boolean {
  return parseMinor(text) !== undefined;
}
