import { damaged, isObject, numberAt, objectAt, parseArtefact, textAt, type JsonObject } from "./json.ts";

/** What Velero did with one volume. Source: Velero 1.13+, `<backup>-volumeinfo.json.gz`. */
export interface VolumeInfo {
  readonly pvcName?: string;
  readonly pvcNamespace?: string;
  readonly pvName?: string;
  /** Of the volume when it was backed up: Delete or Retain. */
  readonly reclaimPolicy?: string;
  /** PodVolumeBackup, CSISnapshot, NativeSnapshot, or a later version's word; of a restore the method of that. */
  readonly method?: string;
  readonly snapshotDataMoved: boolean;
  readonly outcome: VolumeOutcome;
  readonly startTimestamp?: string;
  readonly completionTimestamp?: string;
  readonly podVolume?: PodVolumeInfo;
  /** Bytes, when the method tells. */
  readonly size?: number;
  readonly incrementalSize?: number;
  readonly storageClassOrDriver?: string;
}

export type VolumeOutcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly phase?: string }
  | { readonly kind: "skipped"; readonly reason: string }
  /** Velero wrote no result and no phase that is known here. */
  | { readonly kind: "unknown"; readonly phase?: string };

export interface PodVolumeInfo {
  readonly podName: string;
  readonly podNamespace: string;
  readonly volumeName: string;
  readonly nodeName?: string;
  readonly uploaderType?: string;
  readonly snapshotHandle?: string;
}

export function parseVolumeInfos(text: string): readonly VolumeInfo[] {
  const value = parseArtefact(text, "list of volumes");
  // Velero writes null for a backup without volumes.
  if (value === null) return [];
  if (!Array.isArray(value)) throw damaged("list of volumes", "it is not a JSON array");
  return value.filter(isObject).map(volumeInfoOf);
}

function volumeInfoOf(entry: JsonObject): VolumeInfo {
  const pod = objectAt(entry, "pvbInfo") ?? objectAt(entry, "pvrInfo");
  const moved = objectAt(entry, "snapshotDataMovementInfo");
  const csi = objectAt(entry, "csiSnapshotInfo");
  const detail = pod ?? moved ?? csi ?? objectAt(entry, "nativeSnapshotInfo");
  return {
    ...textField(entry, "pvcName"),
    ...textField(entry, "pvcNamespace"),
    ...textField(entry, "pvName"),
    ...optional("reclaimPolicy", textAt(objectAt(entry, "pvInfo") ?? {}, "reclaimPolicy")),
    ...optional("method", textAt(entry, "backupMethod") ?? textAt(entry, "restoreMethod")),
    snapshotDataMoved: entry["snapshotDataMoved"] === true,
    outcome: outcomeOf(entry, detail),
    ...textField(entry, "startTimestamp"),
    ...textField(entry, "completionTimestamp"),
    ...optional("podVolume", pod === undefined ? undefined : podVolumeOf(pod)),
    ...optional("size", detail === undefined ? undefined : numberAt(detail, "size")),
    ...optional("incrementalSize", detail === undefined ? undefined : numberAt(detail, "incrementalSize")),
    ...optional("storageClassOrDriver", csi === undefined ? undefined : textAt(csi, "driver")),
  };
}

function outcomeOf(entry: JsonObject, detail: JsonObject | undefined): VolumeOutcome {
  if (entry["skipped"] === true) {
    return { kind: "skipped", reason: textAt(entry, "skippedReason") ?? "Velero gave no reason" };
  }
  // Velero writes this key with a capital letter.
  const phase = detail === undefined ? undefined : textAt(detail, "Phase");
  const result = textAt(entry, "result");
  if (result === "failed" || phase === "Failed" || phase === "Canceled")
    return { kind: "failed", ...optional("phase", phase) };
  if (result === "succeeded" || phase === "Completed") return { kind: "succeeded" };
  return { kind: "unknown", ...optional("phase", phase) };
}

function podVolumeOf(pod: JsonObject): PodVolumeInfo {
  return {
    podName: textAt(pod, "podName") ?? "",
    podNamespace: textAt(pod, "podNamespace") ?? "",
    volumeName: textAt(pod, "volumeName") ?? "",
    ...textField(pod, "nodeName"),
    ...textField(pod, "uploaderType"),
    ...textField(pod, "snapshotHandle"),
  };
}

function textField<Key extends string>(value: JsonObject, key: Key): { readonly [K in Key]?: string } {
  return optional(key, textAt(value, key));
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
