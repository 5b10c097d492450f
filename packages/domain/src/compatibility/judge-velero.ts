import type { Judgement } from "./judgement.ts";
import { kotsRows, kotsSource } from "./kots-rows.ts";
import { testedCombinations, testsSource } from "./tested.ts";
import { veleroRow, veleroSource } from "./velero-rows.ts";
import { compareMinor, minorOf, parseVersion, sameVersion } from "./version.ts";
import type { Version } from "./version.ts";

/** What is installed unless another version is asked for. */
export const defaultVeleroVersion = "v1.18.3";

/** The last minor version that works with Holdfast. */
const newestVelero: Version = { major: 1, minor: 18, patch: 3, suffix: "" };
/** Before it no backup says which volumes it holds, and a restore that cannot know that is refused. */
const oldestVelero: Version = { major: 1, minor: 13, patch: 0, suffix: "" };

const code = "velero-version";
const trial = "It is used; make a trial backup and restore it before you rely on it";

/** May this Velero be worked with? `version` is the server's own word, else the tag of its image. */
export function judgeVelero(text: string): Judgement {
  const untested = (reason: string, source: string): Judgement => ({
    code,
    answer: "untested",
    message: `Velero ${text} is not tested with this Holdfast`,
    reason,
    source,
    remedy: trial,
  });
  const version = parseVersion(text);
  if (version === undefined) return untested("It is no released version", testsSource);
  if (compareMinor(version, newestVelero) > 0) return tooNew(text);
  if (compareMinor(version, oldestVelero) < 0) return tooOld(text);
  const tested = testedCombinations.map(({ velero }) => velero);
  if (tested.some((one) => sameVersion(one, text))) {
    const message = `Velero ${text} is tested with this Holdfast`;
    return { code, answer: "tested", message, reason: "Backups and restores are run with it", source: testsSource };
  }
  const minor = minorOf(text) ?? "";
  const sibling = tested.find((one) => minorOf(one) === minor);
  if (sibling !== undefined) return untested(`${sibling} of the same minor version is tested`, testsSource);
  return untested(`Others state it: ${statements(version, minor)}`, `${veleroSource}; ${kotsSource}`);
}

function tooNew(text: string): Judgement {
  return {
    code,
    answer: "known-broken",
    message: `Velero ${text} does not work with this Holdfast`,
    reason: "From 1.19 on Velero's objects change, and it cannot read backups of restic any more",
    source: veleroSource,
    remedy: "Use Velero 1.18: `holdfast velero install` installs v1.18.3; backups of older versions stay readable",
  };
}

function tooOld(text: string): Judgement {
  return {
    code,
    answer: "known-broken",
    message: `Velero ${text} does not work with this Holdfast`,
    reason: "Before 1.13 Velero does not write down which volumes a backup holds, so no restore of it can be trusted",
    source: veleroSource,
    remedy:
      "Have Velero upgraded to 1.18, one minor version after the other as its documentation says; its backups stay",
  };
}

function statements(version: Version, minor: string): string {
  const row = veleroRow(minor);
  const kots = kotsRows.find(({ velero }) => withinRange(version, velero));
  return [
    ...(row === undefined ? [] : [`${row.matters} (Velero)`]),
    ...(kots === undefined ? [] : [`KOTS ${kots.kots} works with ${kots.velero.from} to ${kots.velero.to}`]),
  ].join("; ");
}

function withinRange(version: Version, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const first = parseVersion(from);
  const last = parseVersion(to.replace(/x$/, "0"));
  if (first === undefined || last === undefined) return false;
  const above =
    compareMinor(version, first) > 0 || (compareMinor(version, first) === 0 && version.patch >= first.patch);
  const patches = to.endsWith(".x") || version.patch <= last.patch;
  return above && (compareMinor(version, last) < 0 || (compareMinor(version, last) === 0 && patches));
}
