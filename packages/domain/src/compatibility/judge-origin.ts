import type { Judgement } from "./judgement.ts";
import { nameOfSystem } from "./operating-system.ts";
import type { OperatingSystem } from "./operating-system.ts";
import { kotsSource } from "./kots-rows.ts";
import { testsSource } from "./tested.ts";
import { veleroSource } from "./velero-rows.ts";
import { minorOf, parseVersion } from "./version.ts";

/** Where a backup was made, as far as it says. */
export interface BackupOrigin {
  readonly operatingSystem?: OperatingSystem;
  readonly architecture?: string;
  readonly installMethod?: string;
  readonly kubernetes?: string;
  readonly velero?: string;
  /** The Velero Backups whose volumes would be read. */
  readonly backups?: readonly string[];
}

/** Where it would be restored. */
export interface ClusterPlatform {
  /** One for each node; empty when they may not be listed. */
  readonly nodes: readonly { readonly operatingSystem?: OperatingSystem; readonly architecture?: string }[];
  readonly installMethod: string;
  readonly kubernetes: string;
  /** Absent: no Velero answers. */
  readonly velero?: string;
}

/** Compares a backup's origin with a cluster: one answer for each question, the unknown ones said as such. */
export function judgeOrigin(then: BackupOrigin, now: ClusterPlatform): readonly Judgement[] {
  return [
    judgeOperatingSystem(then.operatingSystem, now),
    judgeArchitecture(then.architecture, now),
    judgeInstallMethod(then.installMethod, now.installMethod),
    judgeKubernetesChange(then.kubernetes, now.kubernetes),
    judgeVeleroChange(then.velero, now.velero),
  ];
}

type Code = Judgement["code"];

function same(code: Code, message: string): Judgement {
  return { code, answer: "tested", message, reason: "It is the same as when the backup was made", source: testsSource };
}

function unknown(code: Code, what: string): Judgement {
  return {
    code,
    answer: "untested",
    message: `It cannot be told whether ${what} is the same as when the backup was made`,
    reason: "The backup or the cluster does not say",
    source: kotsSource,
    remedy: "Compare it by hand before the restore",
  };
}

function judgeOperatingSystem(then: OperatingSystem | undefined, now: ClusterPlatform): Judgement {
  const code = "os-family";
  const here = now.nodes.flatMap(({ operatingSystem }) => operatingSystem ?? []);
  if (then === undefined || here.length === 0) return unknown(code, "the nodes' operating system");
  const family = here.filter((one) => one.family === then.family);
  const names = [...new Set(here.map(nameOfSystem))].join(", ");
  if (family.some((one) => one.version === then.version)) return same(code, `The nodes run ${nameOfSystem(then)}`);
  if (family.length > 0) {
    return {
      code,
      answer: "untested",
      message: `The backup was made on ${nameOfSystem(then)}; the nodes run ${names}`,
      reason: "Another version of the same family",
      source: kotsSource,
      remedy: "It is restored; look at applications that depend on the node's own files or kernel",
    };
  }
  return {
    code,
    answer: "needs-acceptance",
    message: `The backup was made on ${nameOfSystem(then)}; the nodes run ${names}`,
    reason: "Snapshots are said to be restorable only onto the operating system that they were taken on",
    source: kotsSource,
    remedy: `Restore onto ${then.family}, or accept it with --accept ${code}`,
  };
}

function judgeArchitecture(then: string | undefined, now: ClusterPlatform): Judgement {
  const code = "architecture";
  const here = [...new Set(now.nodes.flatMap(({ architecture }) => architecture ?? []))];
  if (then === undefined || here.length === 0) return unknown(code, "the nodes' architecture");
  if (here.includes(then)) return same(code, `The nodes are ${then}`);
  return {
    code,
    answer: "needs-acceptance",
    message: `The backup was made on ${then}; the nodes are ${here.join(", ")}`,
    reason: "Images and files of volumes may be made for one architecture alone",
    source: kotsSource,
    remedy: `Restore onto ${then}, or accept it with --accept ${code} when every image exists for ${here.join(", ")}`,
  };
}

function judgeInstallMethod(then: string | undefined, now: string): Judgement {
  const code = "install-method";
  if (then === undefined) return unknown(code, "the way in which the cluster was installed");
  if (then === now) return same(code, `The cluster was installed in the same way (${now})`);
  return {
    code,
    answer: "needs-acceptance",
    message: `The backup was made in a cluster of another kind: ${then}; this one is ${now}`,
    reason: "StorageClasses, registries and addresses may be named otherwise",
    source: kotsSource,
    remedy: `Restore into a cluster of the same kind, or accept it with --accept ${code}`,
  };
}

function judgeKubernetesChange(then: string | undefined, now: string): Judgement {
  const code = "kubernetes-change";
  if (then === undefined) return unknown(code, "the version of Kubernetes");
  if (minorOf(then) === minorOf(now)) return same(code, `Kubernetes ${now}, the backup's was ${then}`);
  return {
    code,
    answer: "untested",
    message: `The backup was made on Kubernetes ${then}; this cluster is ${now}`,
    reason: "Kinds in a version that the other Kubernetes does not serve cannot be restored",
    source: veleroSource,
    remedy: "Read the warnings of the restore; what could not be restored is named there",
  };
}

/** Velero's authors test restores of backups that are up to two minor versions older. */
const testedBehind = 2;

function judgeVeleroChange(then: string | undefined, now: string | undefined): Judgement {
  const code = "velero-change";
  const [before, after] = [parseVersion(then ?? ""), parseVersion(now ?? "")];
  if (then === undefined || now === undefined || before === undefined || after === undefined)
    return unknown(code, "Velero's version");
  const behind = after.minor - before.minor;
  if (behind === 0) return same(code, `Velero ${now}, the backup's was ${then}`);
  return {
    code,
    answer: "untested",
    message: `The backup was made by Velero ${then}; this cluster has ${now}`,
    reason:
      behind > 0 && behind <= testedBehind
        ? "Velero's authors test restores over two minor versions"
        : behind > 0
          ? "Velero's authors test restores over no more than two minor versions"
          : "An older Velero reads a newer one's backup; nobody tests that",
    source: veleroSource,
    remedy:
      behind < 0 ? `Have Velero upgraded to ${then} first` : "It is restored; restore into a copy first if it matters",
  };
}
