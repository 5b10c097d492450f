import type { Judgement } from "./judgement.ts";
import { testedCombinations, testsSource } from "./tested.ts";
import { veleroRow, veleroSource } from "./velero-rows.ts";
import { minorOf, sameVersion } from "./version.ts";

export type Purpose = "write" | "read";

const code = "uploader";

export interface UploaderQuestion {
  readonly velero: string;
  /** As Velero names it: kopia or restic. */
  readonly uploader: string;
  /** write: a new backup; read: a restore of a backup that was made with it. */
  readonly purpose: Purpose;
}

/** Can this Velero move volumes with this uploader? Velero has forgotten restic in two steps: 1.17 and 1.19. */
export function judgeUploader({ velero, uploader, purpose }: UploaderQuestion): Judgement {
  const combination = testedCombinations.find((one) => one.uploader === uploader && sameVersion(one.velero, velero));
  if (combination !== undefined) {
    const message = `Volumes by ${uploader} are tested with Velero ${velero}`;
    return { code, answer: "tested", message, reason: "Volumes are backed up and restored by it", source: testsSource };
  }
  const row = veleroRow(minorOf(velero) ?? "");
  const able: readonly string[] | undefined = purpose === "write" ? row?.writes : row?.reads;
  if (able !== undefined && !able.includes(uploader)) return unable(velero, uploader, purpose);
  const verb = purpose === "write" ? "Backing up" : "Restoring";
  return {
    code,
    answer: "untested",
    message: `${verb} volumes by ${uploader} with Velero ${velero} is not tested with this Holdfast`,
    reason: able === undefined ? "It is not known what this Velero can do" : "Velero states that it can",
    source: veleroSource,
    remedy:
      purpose === "read"
        ? "Restore into a copy first and look at the volumes"
        : "Make a trial backup and restore it before you rely on it",
  };
}

function unable(velero: string, uploader: string, purpose: Purpose): Judgement {
  const restic = uploader === "restic";
  return {
    code,
    answer: "known-broken",
    message: `Velero ${velero} cannot ${purpose === "write" ? "back up" : "restore"} volumes by ${uploader}`,
    reason: restic
      ? "Velero makes no backups by restic from 1.17 on, and reads none from 1.19 on"
      : `Velero knows no uploader ${uploader}`,
    source: veleroSource,
    remedy:
      purpose === "write"
        ? "Set --uploader-type=kopia in Velero's Deployment; backups by restic that exist stay restorable up to 1.18"
        : "Restore it with a Velero of the version that made it",
  };
}
