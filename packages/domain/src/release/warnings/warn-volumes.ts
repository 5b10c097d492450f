import { hasPreHook } from "../../coverage/pod-hooks.ts";
import type { ReleaseWarning } from "../problem.ts";
import type { VendorBackup } from "../vendor-backup.ts";
import type { PodTemplate, TemplateVolume } from "./pod-templates.ts";

const optIn = "backup.velero.io/backup-volumes";
const optOut = "backup.velero.io/backup-volumes-excludes";

/** Volumes that no backup would hold, and volumes that a backup would hold in vain. */
export function warnVolumes(pod: PodTemplate, { spec }: VendorBackup): readonly ReleaseWarning[] {
  const [named, excluded] = [optIn, optOut].map((annotation) => namesIn(pod.annotations[annotation]));
  const chosen = named ?? [];
  const isTaken = ({ name }: TemplateVolume): boolean =>
    spec.defaultVolumesToFsBackup === true ? !(excluded ?? []).includes(name) : chosen.includes(name);
  const hooked = hasPreHook(pod, spec.hooks?.resources ?? []);
  const taken = pod.volumes.filter(isTaken);
  const isDumped = hooked && taken.length > 0;
  const left = pod.volumes.filter(
    (volume) => volume.kind === "claim" && !isTaken(volume) && !(excluded ?? []).includes(volume.name),
  );
  return [
    ...(spec.snapshotVolumes === true || isDumped ? [] : left.map((volume) => pod.warn(optIn, neverTaken(volume)))),
    ...chosen
      .filter((name) => pod.volumes.every((volume) => volume.name !== name))
      .map((name) => pod.warn(optIn, absent(name))),
    ...taken.flatMap((volume) => vain(volume, hooked).map((message) => pod.warn(optIn, message))),
  ];
}

function namesIn(annotation = ""): readonly string[] {
  return annotation
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function neverTaken({ name }: TemplateVolume): string {
  return `the volume "${name}" is in no backup; name it here, or in ${optOut} when it is left out on purpose`;
}

function absent(name: string): string {
  return `the pods have no volume "${name}"`;
}

function vain({ name, kind, hasSizeLimit }: TemplateVolume, hooked: boolean): readonly string[] {
  if (kind === "hostPath") return [`the volume "${name}" is a hostPath, which Velero never takes`];
  if (kind !== "emptyDir") return [];
  return [
    ...(hooked ? [] : [`the volume "${name}" is an emptyDir, and no pre hook fills it before it is copied`]),
    ...(hasSizeLimit ? [] : [`the volume "${name}" has no sizeLimit: a dump that grows fills the node's disk`]),
  ];
}
