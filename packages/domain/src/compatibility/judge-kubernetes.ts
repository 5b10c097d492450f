import type { Judgement } from "./judgement.ts";
import { kotsRows } from "./kots-rows.ts";
import { testedCombinations, testsSource } from "./tested.ts";
import { veleroOldestKubernetes, veleroRow, veleroSource } from "./velero-rows.ts";
import { compareMinor, minorOf, parseVersion, sameVersion } from "./version.ts";

const code = "kubernetes-version";

/** Server-side apply, with which every object is applied, is part of Kubernetes since then. */
const oldestKubernetes = "1.22.0";

/** May this Velero run on this Kubernetes? */
export function judgeKubernetes({
  velero,
  kubernetes,
}: {
  readonly velero: string;
  readonly kubernetes: string;
}): Judgement {
  const here = testedCombinations.filter((one) => sameVersion(one.kubernetes, kubernetes));
  if (here.some((one) => sameVersion(one.velero, velero))) {
    const message = `Velero ${velero} is tested on Kubernetes ${kubernetes}`;
    return { code, answer: "tested", message, reason: "Backups and restores are run on it", source: testsSource };
  }
  const version = parseVersion(kubernetes);
  const oldest = parseVersion(oldestKubernetes);
  if (version !== undefined && oldest !== undefined && compareMinor(version, oldest) < 0) return tooOld(kubernetes);
  return {
    code,
    answer: "untested",
    message: `Velero ${velero} on Kubernetes ${kubernetes} is not tested with this Holdfast`,
    reason: statement(velero, kubernetes),
    source: veleroSource,
    remedy: "It is used; make a trial backup and restore it before you rely on it",
  };
}

function tooOld(kubernetes: string): Judgement {
  return {
    code,
    answer: "known-broken",
    message: `Holdfast does not work on Kubernetes ${kubernetes}`,
    reason: "Objects are applied by server-side apply, which Kubernetes has since 1.22",
    source: "the release notes of Kubernetes 1.22",
    remedy: "Have the cluster upgraded to a Kubernetes that is still maintained",
  };
}

/** What others say of the pair, the strongest first. */
function statement(velero: string, kubernetes: string): string {
  const minor = minorOf(kubernetes);
  const row = veleroRow(minorOf(velero) ?? "");
  const tested = row?.kubernetes ?? [];
  if (tested.some((one) => sameVersion(one, kubernetes))) return "Velero's authors have tested this pair";
  const sibling = tested.find((one) => minorOf(one) === minor);
  if (sibling !== undefined) return `Velero's authors have tested ${sibling} of the same minor version`;
  const kots = kotsRows.find((one) => one.kubernetes.some((each) => minorOf(each) === minor));
  const named = tested.length === 0 ? "" : `; tested were ${tested.join(", ")}`;
  const byKots = kots === undefined ? "" : `; KOTS ${kots.kots} names it`;
  return `Velero's authors expect every Kubernetes from ${veleroOldestKubernetes} on to work${named}${byKots}`;
}
